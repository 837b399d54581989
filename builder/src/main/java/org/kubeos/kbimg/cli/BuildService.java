package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.inspect.ImageDescription;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.artifact.plan.ArtifactKind;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.rootfs.CachedBase;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.Progress;

/** The operations behind the commands. Failures are {@link org.kubeos.kbimg.KbimgException}s. */
interface BuildService {

    /** Names of all distribution profiles. */
    List<String> distributions();

    /**
     * Builds a virtual machine disk and what comes with it.
     *
     * @param output directory for the results; created if missing
     * @return the files made, the disk first
     */
    List<Path> createVmImage(ImageConfig config, DiskFormat format, Path output, Progress progress) throws IOException;

    /** Builds the image that nodes upgrade from, and delivers it to the config's destinations. */
    BuiltImage createUpgradeImage(ImageConfig config, Path output, Progress progress) throws IOException;

    /** Builds the image of the administrator's container, and delivers it to the config's destinations. */
    BuiltImage createAdminImage(ImageConfig config, Path output, Progress progress) throws IOException;

    /**
     * Puts images for several platforms under one name.
     *
     * @param registries settings of registries, by host
     */
    Digest createIndex(
            ImageLocation target, List<ImageLocation> images, Map<String, HostSettings> registries, Progress progress)
            throws IOException;
    /** Describes what building an artifact would do. */
    BuildPlan plan(ArtifactKind artifact, ImageConfig config);

    /**
     * Builds everything for installation over the network.
     *
     * @param output directory for the results; created if missing
     * @return the files made, the manifest last
     */
    List<Path> createPxeImage(ImageConfig config, Path output, Progress progress) throws IOException;

    /**
     * Starts a disk image in QEMU, on this terminal, until it is shut down.
     *
     * @param persistent whether the machine's writes go to the image
     */
    void boot(Path image, boolean persistent, Progress progress) throws IOException;

    ImageDescription inspect(Path image) throws IOException;

    /** @param registries settings of registries, by host */
    UpgradeImageDescription inspect(ImageLocation image, Map<String, HostSettings> registries, Progress progress)
            throws IOException;

    /** The requirements of builds and boots on this machine, met or not. */
    List<Requirement> hostRequirements();

    /** Installs packages of this machine's own distribution. */
    void installOnHost(List<String> packages, Progress progress) throws IOException;

    List<CachedBase> cachedBases() throws IOException;

    /** Removes every cached base, and returns the space that this frees. */
    DataSize clearCache() throws IOException;
}
