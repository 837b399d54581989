package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.inspect.FileDescription;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.verify.VerifiedFiles;
import org.kubeos.kbimg.cli.view.ProgressView;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.HostPackages;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.kbimg.rootfs.CachedBase;
import org.kubeos.kbimg.rootfs.PackageLocker.Update;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.VerifiedImage;
import org.kubeos.process.Progress;

/** The operations behind the commands. Failures are {@link org.kubeos.kbimg.KbimgException}s. */
interface BuildService {

    /** Names of all distribution profiles. */
    List<String> distributions();

    /**
     * Builds artifacts of a node.
     *
     * @param lock what the sources must be; empty: what they are
     * @param output directory for the results; created if missing
     */
    BuiltArtifacts create(
            ArtifactSelection artifacts, LoadedConfig config, Optional<LoadedLock> lock, Path output, Progress progress)
            throws IOException;

    /** Builds the image of the administrator's container, and delivers it to the config's destinations. */
    BuiltArtifacts createAdminImage(LoadedConfig config, Optional<LoadedLock> lock, Path output, Progress progress)
            throws IOException;

    /**
     * Asks the sources of a config what it comes to now.
     *
     * @param earlier the lock file so far
     * @param admin whether to lock the packages of the admin container, too
     */
    LockFile lock(ImageConfig config, Optional<LockFile> earlier, Update update, boolean admin, Progress progress)
            throws IOException;

    /** Makes an offline bundle of the packages of a lock file. */
    void fetch(ImageConfig config, LoadedLock lock, Path output, Progress progress) throws IOException;

    /**
     * Puts images for several platforms under one name.
     *
     * @param config how to reach registries, and whose key signs the index; empty: without settings and signature
     */
    Digest createIndex(
            ImageLocation target, List<ImageLocation> images, Optional<ImageConfig> config, Progress progress)
            throws IOException;

    /** What a build would refuse, as far as what earlier builds have left shows it. Nothing is built, and no repository asked. */
    List<Refusal> refusals(ImageConfig config) throws IOException;

    /** What building artifacts would do. */
    BuildPlan plan(ArtifactSelection artifacts, ImageConfig config);

    /**
     * The packages that a build would install now: the repositories are asked, but nothing is installed.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link org.kubeos.kbimg.rootfs.BaseBuilder#packages}
     */
    List<PackageDescription> packages(
            ArtifactSelection artifacts, ImageConfig config, Source.Repositories source, Progress progress)
            throws IOException;

    /**
     * The same for the installer of machines, which is made of packages of its own.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link #packages}
     */
    List<PackageDescription> installerPackages(ImageConfig config, PxeConfig pxe, Progress progress) throws IOException;

    /**
     * Starts a disk image in QEMU, on this terminal, until it is shut down.
     *
     * @param options what the user chooses of the machine
     */
    void boot(Path image, MachineOptions options, Progress progress) throws IOException;

    /**
     * Logs in to a machine that {@link #boot} has started, on this terminal.
     *
     * @param port empty if only one is running
     * @param command for the user's shell; empty for a login
     * @param timeout how long to wait for the machine's SSH server
     * @param waiting shows the progress of waiting, if that is needed
     * @return ssh's exit code
     */
    int ssh(
            Optional<Integer> port,
            String user,
            List<String> command,
            Duration timeout,
            Supplier<ProgressView> waiting,
            Progress progress)
            throws IOException;

    /** What a file of this machine holds. */
    FileDescription inspect(Path file) throws IOException;

    /** @param registries settings of registries, by host */
    UpgradeImageDescription inspect(ImageLocation image, Map<String, HostSettings> registries, Progress progress)
            throws IOException;

    /**
     * What two configs, builds, or images differ in.
     *
     * @param registries settings of registries, by host
     */
    Comparison compare(String before, String after, Map<String, HostSettings> registries, Progress progress)
            throws IOException;

    /**
     * Verifies the signatures of an upgrade image.
     *
     * @param registries settings of registries, by host
     * @throws org.kubeos.oci.signature.UntrustedImageException if the policy isn't satisfied
     */
    VerifiedImage verify(
            ImageLocation image, TrustPolicy policy, Map<String, HostSettings> registries, Progress progress)
            throws IOException;

    /**
     * Verifies the signatures of a file, or of all outputs in a directory.
     *
     * @throws org.kubeos.oci.signature.UntrustedImageException if the policy isn't satisfied
     */
    VerifiedFiles verify(Path path, TrustPolicy policy, Progress progress) throws IOException;

    /** The requirements of builds and boots on this machine, met or not. */
    List<Requirement> hostRequirements();

    /** What the packages of this machine are called. */
    HostPackages hostPackages();

    /** Installs packages of this machine, by their names here. */
    void installOnHost(List<String> packages, Progress progress) throws IOException;

    List<CachedBase> cachedBases() throws IOException;

    /** Removes every cached base, and returns the space that this frees. */
    DataSize clearCache() throws IOException;
}
