package org.kubeos.kbimg.boot.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.ProcessFailedException;

/** A boot loader for the nodes of one config: its image, its files on BOOT, its code outside of partitions. */
public interface BootLoader {

    String name();

    /** Text that changes with what {@link #install} does, beside packages and profile. */
    String recipe();

    /**
     * Makes its image with the root file system's own tools, and puts it on BOOT.
     *
     * @throws org.kubeos.kbimg.BuildException if a tool fails
     */
    void install(Path root, RootTools tools, Sandbox sandbox) throws IOException;

    /** What a root file system must hold to start with it, by path: what a message calls the file. */
    Map<String, String> requiredFiles();

    /**
     * Its settings and its state on a new node.
     *
     * @param salt what password hashes are salted with, beside the version
     */
    List<BootFile> files(String salt);

    /**
     * Writes what lies outside of partitions; nothing where the firmware looks for a file.
     *
     * @param archive the root file system
     * @param gap bytes before the first partition
     */
    void embed(Collection<FileNode> archive, DiskWriter disk, long gap) throws IOException;

    /** The sectors that {@link #embed} writes, for a disk that the installer partitions. */
    Optional<byte[]> sectors(Collection<FileNode> archive) throws IOException;

    /** The EFI program's path on BOOT, as UEFI writes it; empty for another firmware. */
    String efiProgram();

    /** The name of its image for machines that start from the network. */
    String networkImage();

    /** Text that changes with what {@link #makeNetworkImage} does, beside packages and profile. */
    String networkRecipe();

    /**
     * Makes its image for machines that start from the network.
     *
     * @param file in the root, absolute
     * @throws ProcessFailedException if a tool fails
     */
    void makeNetworkImage(Path root, String file, Sandbox sandbox) throws IOException, ProcessFailedException;

    /** What boot loaders that came over the network load first: scripts that start the installer. */
    List<NetworkFile> networkFiles();
}
