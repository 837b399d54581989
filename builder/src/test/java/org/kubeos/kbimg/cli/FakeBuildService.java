package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.kubeos.diskimage.image.ImageFormat;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.inspect.ImageDescription;
import org.kubeos.kbimg.artifact.inspect.ImageDescription.FileSystem;
import org.kubeos.kbimg.artifact.inspect.ImageDescription.PartitionContent;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.verify.VerifiedFiles;
import org.kubeos.kbimg.cli.view.ProgressView;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.HostPackages;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.Requirement.Program;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.kbimg.rootfs.CachedBase;
import org.kubeos.kbimg.rootfs.PackageLocker.Update;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.Platform;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.signature.SignedBy;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.VerifiedImage;
import org.kubeos.process.Progress;

/** Notes what was asked of it, and fails if told to. */
class FakeBuildService implements BuildService {

    static final Digest DIGEST = Digest.of(new byte[0]);

    final List<String> asked = new ArrayList<>();
    RuntimeException failure;
    Error error;
    List<Refusal> refusals = List.of();
    List<PackageDescription> packages = List.of();
    List<PackageDescription> installerPackages = List.of();
    RuntimeException noPackages;
    LockFile locks = new LockFile("1", "debian", "0".repeat(64), "x86_64", Optional.empty(), Map.of());
    boolean complete = true;
    int sshExitCode;
    HostPackages hostPackages = HostPackages.DEBIAN;
    String missingPackage = "mmdebstrap";

    private void note(String call) {
        asked.add(call);
        if (failure != null) {
            throw failure;
        }
        if (error != null) {
            throw error;
        }
    }

    @Override
    public List<String> distributions() {
        return List.of("debian");
    }

    @Override
    public BuiltArtifacts create(
            ArtifactSelection artifacts,
            LoadedConfig config,
            Optional<LoadedLock> lock,
            Path output,
            Progress progress) {
        progress.step("Installing packages");
        progress.command(List.of("apt-get", "install", "it's"));
        progress.output("Unpacking\u001b[31m bash");
        progress.warning("no KVM");
        String format = artifacts.format().map(chosen -> " " + chosen).orElse("");
        String only = artifacts.only().isEmpty() ? "" : " only " + artifacts.only();
        note("create " + artifacts.name() + " " + config.config().version() + format + only + locked(lock) + " "
                + output);
        progress.step("Writing disk");
        boolean image = artifacts.kinds().contains(ArtifactKind.UPGRADE_IMAGE);
        boolean disk = artifacts.kinds().contains(ArtifactKind.VM_IMAGE);
        return built(output, disk ? "system.qcow2" : "manifest.json", image);
    }

    @Override
    public BuiltArtifacts createAdminImage(
            LoadedConfig config, Optional<LoadedLock> lock, Path output, Progress progress) {
        note("create admin-image " + config.config().version() + locked(lock) + " " + output);
        return built(output, "manifest.json", true);
    }

    private static String locked(Optional<LoadedLock> lock) {
        return lock.map(loaded ->
                        " locked" + loaded.bundle().map(_ -> " in a bundle").orElse(""))
                .orElse("");
    }

    @Override
    public LockFile lock(
            ImageConfig config, Optional<LockFile> earlier, Update update, boolean admin, Progress progress) {
        note("lock " + config.version() + " " + update + (admin ? " admin" : ""));
        return locks;
    }

    @Override
    public void fetch(ImageConfig config, LoadedLock lock, Path output, Progress progress) {
        note("fetch " + config.version() + " " + lock.file() + " " + output);
    }

    private static BuiltArtifacts built(Path output, String name, boolean image) {
        try {
            Files.createDirectories(output);
            Path file = Files.writeString(output.resolve(name), "12345");
            var places = List.of(new Manifest.MadeImage("registry.example.org/kubeos:v1", DIGEST.toString()));
            return new BuiltArtifacts(
                    List.of(file), Optional.of(new BuiltImage(DIGEST, places)).filter(_ -> image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Digest createIndex(
            ImageLocation target, List<ImageLocation> images, Optional<ImageConfig> config, Progress progress) {
        note("index " + target + " of " + images + " with "
                + config.map(given -> given.images().registries().keySet()).orElse(Set.of()));
        return DIGEST;
    }

    @Override
    public UpgradeImageDescription inspect(
            ImageLocation image, Map<String, HostSettings> registries, Progress progress) {
        note("inspect image " + image);
        return new UpgradeImageDescription(
                DIGEST.toString(),
                List.of(Platform.linux("amd64"), Platform.linux("arm64")),
                Platform.linux("amd64"),
                List.of(new UpgradeImageDescription.Layer(
                        "application/vnd.oci.image.layer.v1.tar+gzip", DIGEST.toString(), DataSize.ofMebibytes(130))),
                List.of(new UpgradeImageDescription.Attachment(
                        "slot-image", DIGEST.toString(), DataSize.ofMebibytes(127))),
                Optional.of(new UpgradeImageDescription.SlotContent(
                        "v1",
                        "x86_64",
                        DataSize.ofMebibytes(359),
                        DIGEST.toString(),
                        Optional.of(DIGEST.hex()),
                        4717,
                        DataSize.ofMebibytes(126))),
                new TreeMap<>(Map.of("org.opencontainers.image.version", "v1")),
                new OsRelease(Map.of("NAME", "KubeOS")),
                List.of(),
                List.of("root", "GRUB"));
    }

    @Override
    public List<Refusal> refusals(ImageConfig config) {
        return refusals;
    }

    @Override
    public BuildPlan plan(ArtifactSelection artifacts, ImageConfig config) {
        note("plan " + artifacts.name() + " " + config.version());
        return new BuildPlan(
                List.of("Install " + config.distribution(), "Write the disk"),
                List.of(new BuildPlan.Partition(
                        1,
                        "BOOT",
                        "vfat",
                        DataSize.ofMebibytes(1),
                        DataSize.ofMebibytes(60),
                        Optional.of("/boot/efi"))),
                List.of(new BuildPlan.Output(
                        DiskFormat.QCOW2.fileName(), Optional.of(config.disk().size()), "the disk")));
    }

    @Override
    public List<PackageDescription> packages(
            ArtifactSelection artifacts, ImageConfig config, Source.Repositories source, Progress progress) {
        progress.step("Looking up packages");
        if (noPackages != null) {
            throw noPackages;
        }
        return packages;
    }

    @Override
    public List<PackageDescription> installerPackages(ImageConfig config, PxeConfig pxe, Progress progress) {
        progress.step("Looking up the installer's packages");
        return installerPackages;
    }

    @Override
    public void boot(Path image, MachineOptions options, Progress progress) {
        note("boot " + image + (options.equals(MachineOptions.DEFAULT) ? "" : " " + options));
    }

    @Override
    public int ssh(
            Optional<Integer> port,
            String user,
            List<String> command,
            Duration timeout,
            Supplier<ProgressView> waiting,
            Progress progress) {
        note("ssh " + user + port.map(given -> ":" + given).orElse("") + " " + timeout + " " + command);
        return sshExitCode;
    }

    @Override
    public ImageDescription inspect(Path image) {
        note("inspect " + image);
        var boot = new FileSystem("vfat", "BOOT", "1234ABCD", DataSize.ofMebibytes(60), DataSize.ofMebibytes(50));
        return new ImageDescription(
                ImageFormat.QCOW2,
                DataSize.ofGibibytes(20),
                Optional.of(Firmware.UEFI),
                List.of(
                        new PartitionContent(1, "BOOT", 1 << 20, DataSize.ofMebibytes(60), Optional.of(boot)),
                        new PartitionContent(2, "ROOT-A", 61L << 20, DataSize.ofMebibytes(2560), Optional.empty())),
                new OsRelease(Map.of("NAME", "KubeOS")),
                Optional.empty());
    }

    @Override
    public Comparison compare(String before, String after, Map<String, HostSettings> registries, Progress progress) {
        note("compare " + before + " with " + after + " with " + registries.keySet());
        return new Comparison(
                before, after, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public VerifiedImage verify(
            ImageLocation image, TrustPolicy policy, Map<String, HostSettings> registries, Progress progress) {
        note("verify " + image + " " + policy.keys().size() + " of " + policy.threshold());
        return new VerifiedImage(
                DIGEST,
                List.of(new VerifiedImage.Signature(
                        new SignedBy(DIGEST, Optional.empty()),
                        "registry.example.org/kubeos:v1",
                        new TreeMap<>(Map.of("version", "v1")))));
    }

    @Override
    public VerifiedFiles verify(Path path, TrustPolicy policy, Progress progress) {
        note("verify " + path + " " + policy.keys().size() + " of " + policy.threshold());
        return new VerifiedFiles(
                List.of(new SignedBy(DIGEST, Optional.of("CN=release"))), List.of("kubeos.tar"), List.of("notes.txt"));
    }

    @Override
    public List<Requirement> hostRequirements() {
        note("check");
        return List.of(
                new Program(complete ? "sh" : "no-such-program", "install Debian", missingPackage),
                new Program("sh", "build as this user", "dash"));
    }

    @Override
    public HostPackages hostPackages() {
        return hostPackages;
    }

    @Override
    public void installOnHost(List<String> packages, Progress progress) {
        note("install " + packages);
        complete = true;
    }

    @Override
    public List<CachedBase> cachedBases() {
        note("list");
        return List.of(new CachedBase(
                "0123456789abcdef",
                "debian",
                "node, x86_64 uefi: vim",
                DataSize.ofMebibytes(380),
                Instant.now().minus(Duration.ofHours(3))));
    }

    @Override
    public DataSize clearCache() {
        note("clear");
        return DataSize.ofMebibytes(380);
    }
}
