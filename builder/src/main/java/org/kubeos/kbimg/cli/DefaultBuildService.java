package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.AdminImage;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.artifact.CachedBaseCheck;
import org.kubeos.kbimg.artifact.LockedSources;
import org.kubeos.kbimg.artifact.NodeBuild;
import org.kubeos.kbimg.artifact.PackageBundle;
import org.kubeos.kbimg.artifact.container.ImageAccess;
import org.kubeos.kbimg.artifact.container.PlatformIndex;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.diff.source.SourceReader;
import org.kubeos.kbimg.artifact.inspect.FileDescription;
import org.kubeos.kbimg.artifact.inspect.ImageDescription;
import org.kubeos.kbimg.artifact.inspect.UpgradeImageDescription;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.verify.FileVerifier;
import org.kubeos.kbimg.artifact.verify.VerifiedFiles;
import org.kubeos.kbimg.cli.view.ProgressView;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.kbimg.host.HostPackages;
import org.kubeos.kbimg.host.NativeLibraries;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.qemu.MachineFirmware;
import org.kubeos.kbimg.host.qemu.MachineOptions;
import org.kubeos.kbimg.host.qemu.RunningMachines;
import org.kubeos.kbimg.host.qemu.SshClient;
import org.kubeos.kbimg.host.qemu.VirtualMachine;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseCache;
import org.kubeos.kbimg.rootfs.BaseKind;
import org.kubeos.kbimg.rootfs.CachedBase;
import org.kubeos.kbimg.rootfs.InstallerBuilder;
import org.kubeos.kbimg.rootfs.LockCheck;
import org.kubeos.kbimg.rootfs.PackageLocker;
import org.kubeos.kbimg.rootfs.PackageLocker.Update;
import org.kubeos.kbimg.rootfs.Requirements;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.signature.ImageVerifier;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.VerifiedImage;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** The real implementation: delegates each operation to the part of kbimg that performs it. */
final class DefaultBuildService implements BuildService {

    @Override
    public List<String> distributions() {
        return DistributionProfile.names();
    }

    @Override
    public BuiltArtifacts create(
            ArtifactSelection artifacts, LoadedConfig loaded, Optional<LoadedLock> lock, Path output, Progress progress)
            throws IOException {
        ImageConfig config = loaded.config();
        try (var build = new NodeBuild(config, artifacts)) {
            Requirements.check(config);
            if (artifacts.kinds().contains(ArtifactKind.PXE_IMAGE)) {
                Requirements.checkForInstaller(config);
            }
            if (artifacts.kinds().contains(ArtifactKind.UPGRADE_IMAGE)) {
                config.images().upgrade().requireEngine();
            }
            return build.build(output, context(loaded, lock, progress));
        } catch (UsageException e) {
            // The build came upon what the config's checks were about to say, which they say better.
            loaded.finish();
            throw e;
        }
    }

    @Override
    public BuiltArtifacts createAdminImage(
            LoadedConfig loaded, Optional<LoadedLock> lock, Path output, Progress progress) throws IOException {
        ImageConfig config = loaded.config();
        Requirements.check(config);
        config.images().admin().destinations().requireEngine();
        return new AdminImage(config).build(output, context(loaded, lock, progress));
    }

    @Override
    public LockFile lock(
            ImageConfig config, Optional<LockFile> earlier, Update update, boolean admin, Progress progress)
            throws IOException {
        BuildContext context = context(progress);
        return new PackageLocker(config, context.tool(), context.sourceDate(), context.cache(), progress)
                .lock(earlier, update, admin, LockedSources.of(config, context));
    }

    @Override
    public void fetch(ImageConfig config, LoadedLock lock, Path output, Progress progress) throws IOException {
        PackageBundle.fetch(config, lock, output, context(progress));
    }

    private static BuildContext context(LoadedConfig config, Optional<LoadedLock> lock, Progress progress)
            throws IOException {
        if (lock.isPresent()) {
            LockCheck.require(config.config(), lock.get());
        }
        BuildContext context = context(progress);
        return new BuildContext(context.tool(), context.sourceDate(), context.cache(), progress, config.given(), lock);
    }

    private static BuildContext context(Progress progress) throws IOException {
        BuildInfo tool = BuildInfo.load();
        return new BuildContext(tool, sourceDate(tool), cache(), progress);
    }

    private static Instant sourceDate(BuildInfo tool) {
        return tool.sourceDate(System.getenv().getOrDefault("SOURCE_DATE_EPOCH", ""));
    }

    private static Path cache() throws IOException {
        Path cache = CacheDirectory.locate();
        NativeLibraries.unpackInto(cache);
        return cache;
    }

    /** Reading an image takes no cache; without one, libraries are unpacked into /tmp. */
    private static void prepareCache() throws IOException {
        try {
            cache();
        } catch (HostException | HostEnvironmentException e) {
            // The library that this is about is needed for few images.
        }
    }

    @Override
    public Digest createIndex(
            ImageLocation target, List<ImageLocation> images, Optional<ImageConfig> config, Progress progress)
            throws IOException {
        PlatformIndex index = config.isPresent()
                ? PlatformIndex.of(config.get(), sourceDate(BuildInfo.load()), progress)
                : new PlatformIndex(Map.of(), progress);
        return index.create(target, images);
    }

    @Override
    public List<Refusal> refusals(ImageConfig config) throws IOException {
        try {
            Optional<Path> cache = CacheDirectory.find();
            return cache.isPresent()
                    ? CachedBaseCheck.refusals(config, cache.get(), sourceDate(BuildInfo.load()))
                    : List.of();
        } catch (HostException | HostEnvironmentException e) {
            return List.of(); // Without a cache, there is nothing to look at.
        }
    }

    @Override
    public BuildPlan plan(ArtifactSelection artifacts, ImageConfig config) {
        if (artifacts.kinds().contains(ArtifactKind.ADMIN_IMAGE)) {
            return new AdminImage(config).plan();
        }
        try (var build = new NodeBuild(config, artifacts)) {
            return build.plan();
        }
    }

    @Override
    public List<PackageDescription> packages(
            ArtifactSelection artifacts, ImageConfig config, Source.Repositories source, Progress progress)
            throws IOException {
        BaseKind kind = artifacts.kinds().contains(ArtifactKind.ADMIN_IMAGE) ? BaseKind.ADMIN : BaseKind.NODE;
        return new BaseBuilder(cache(), sourceDate(BuildInfo.load()), progress).packages(config, source, kind);
    }

    @Override
    public List<PackageDescription> installerPackages(ImageConfig config, PxeConfig pxe, Progress progress)
            throws IOException {
        return new InstallerBuilder(cache(), sourceDate(BuildInfo.load()), progress, Optional.empty())
                .resolve(config, pxe);
    }

    @Override
    public void boot(Path image, MachineOptions options, Progress progress) throws IOException {
        prepareCache();
        ImageDescription description = ImageDescription.read(image);
        MachineFirmware firmware = switch (description.requireFirmware(image)) {
            case UEFI -> MachineFirmware.UEFI;
            case BIOS -> MachineFirmware.BIOS;
        };
        VirtualMachine.run(image, description.format().qemuDriver(), firmware, options, progress);
    }

    @Override
    public int ssh(
            Optional<Integer> port,
            String user,
            List<String> command,
            Duration timeout,
            Supplier<ProgressView> waiting,
            Progress progress)
            throws IOException {
        var machines = RunningMachines.ofUser();
        var client = new SshClient(machines, machines.find(port));
        if (!client.serverAnswers()) {
            try (var view = waiting.get()) {
                client.awaitServer(timeout, view);
                view.succeeded();
            }
        }
        return client.run(user, command, progress);
    }

    @Override
    public FileDescription inspect(Path file) throws IOException {
        prepareCache();
        return FileDescription.read(file);
    }

    @Override
    public UpgradeImageDescription inspect(ImageLocation image, Map<String, HostSettings> registries, Progress progress)
            throws IOException {
        return UpgradeImageDescription.read(image, registries, cache(), progress);
    }

    @Override
    public Comparison compare(String before, String after, Map<String, HostSettings> registries, Progress progress)
            throws IOException {
        prepareCache();
        var reader = new SourceReader(
                ConfigOptions.Readers.of(distributions()), registries, DefaultBuildService::cache, progress);
        try (var one = reader.open(before);
                var other = reader.open(after)) {
            return Comparison.of(one.contents(), other.contents());
        }
    }

    @Override
    public VerifiedImage verify(
            ImageLocation image, TrustPolicy policy, Map<String, HostSettings> registries, Progress progress)
            throws IOException {
        progress.step("Verifying " + image);
        try (var access = ImageAccess.open(registries, progress)) {
            ImageStore store = access.store(image);
            return ImageVerifier.verify(store, store.resolve().digest(), policy, Instant.now());
        }
    }

    @Override
    public VerifiedFiles verify(Path path, TrustPolicy policy, Progress progress) throws IOException {
        progress.step("Verifying " + path);
        var verifier = new FileVerifier(policy, Instant.now());
        return Files.isDirectory(path) ? verifier.verifyDirectory(path) : verifier.verifyFile(path);
    }

    @Override
    public List<Requirement> hostRequirements() {
        var requirements = new ArrayList<Requirement>();
        for (String distribution : distributions()) {
            requirements.addAll(Requirements.forDistribution(distribution));
        }
        // Root prepares the machine for its users, too.
        requirements.addAll(Sandbox.requirementsOfOrdinaryUsers());
        requirements.addAll(Sandbox.programsOfNetwork());
        requirements.addAll(VirtualMachine.requirements());
        return requirements.stream().distinct().toList();
    }

    @Override
    public HostPackages hostPackages() {
        return HostPackages.ofHost();
    }

    @Override
    public void installOnHost(List<String> packages, Progress progress) throws IOException {
        progress.step("Installing " + String.join(", ", packages));
        hostPackages().install(packages, new ProcessRunner(Application.NAME, progress));
    }

    @Override
    public List<CachedBase> cachedBases() throws IOException {
        return BaseCache.in(CacheDirectory.locate()).list();
    }

    @Override
    public DataSize clearCache() throws IOException {
        return BaseCache.in(CacheDirectory.locate()).clear();
    }
}
