package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.ProcessRunner;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Resource;
import org.kubeos.kbimg.host.Sandbox;
import org.kubeos.kbimg.host.WorkDirectory;
import org.kubeos.kbimg.rootfs.PackageInstaller.Transaction;

/** Stage one: from packages to the base, or straight to the base that an earlier build has left in the cache. */
public final class BaseBuilder {

    /** To be raised when equal input makes another base than before, and no resource or profile shows it. */
    private static final String RECIPE = "1";

    private final Path cache;
    private final Progress progress;
    private final Sandbox sandbox;
    private final long epochSecond;

    /**
     * @param cache kbimg's cache directory
     * @param epoch no file in the base is younger; also what tools take for the present (SOURCE_DATE_EPOCH)
     */
    public BaseBuilder(Path cache, Instant epoch, Progress progress) {
        this.cache = cache;
        this.progress = progress;
        this.epochSecond = epoch.getEpochSecond();
        this.sandbox =
                Sandbox.onHost(new ProcessRunner(progress)).with("SOURCE_DATE_EPOCH", String.valueOf(epochSecond));
    }

    /**
     * The base for an image.
     *
     * <p>The repositories are asked every time which packages the image consists of; a base is used again exactly if
     * these, by their digests, and everything else that goes into it are the same.
     *
     * @param kind what it is the base of
     * @throws UsageException if the config asks for what the distribution can't give
     * @throws HostException if the host lacks what the build needs
     * @throws BuildException if a package can't be found or installed
     */
    public Base build(ImageConfig config, Source.Repositories source, BaseKind kind) throws IOException {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        Requirements.check(config);
        PackageInstaller installer = PackageInstaller.of(config, source, cache, sandbox, progress);
        try (var work = WorkDirectory.create(cache.resolve("work"), sandbox)) {
            progress.step("Looking up packages");
            Transaction transaction = installer.resolve(kind.packages(config, profile), work.path());
            String key = key(config, profile, kind, transaction);
            return BaseCache.in(cache).get(profile.name(), key, work.path().resolve("base.tar"), archive -> {
                DiskSpace.require(cache, transaction.space(), "Building the root file system");
                Path root = Files.createDirectory(work.path().resolve("root"));
                transaction.installInto(root);
                if (kind == BaseKind.NODE) {
                    var boot = profile.on(config.architecture(), config.firmware());
                    new BootAssets(sandbox, progress).makeIn(root, profile, boot.grub(), config.firmware());
                }
                progress.step("Archiving root file system");
                normalize(root);
                new RootPacker(sandbox, Instant.ofEpochSecond(epochSecond)).pack(root, archive);
            });
        }
    }

    private String key(ImageConfig config, DistributionProfile profile, BaseKind kind, Transaction transaction) {
        return Fingerprint.of(
                RECIPE,
                transaction.fingerprint(),
                // Names asked for: a package manager remembers what came by itself.
                kind.packages(config, profile).toString(),
                kind.name(),
                profile.toString(),
                config.architecture().key(),
                config.firmware().name(),
                BootAssets.recipe(),
                cleaning(),
                Resource.text(Sandbox.class, "sandbox.sh"),
                String.valueOf(epochSecond));
    }

    private static String cleaning() {
        return Resource.text(BaseBuilder.class, "leftovers.sh") + Resource.text(BaseBuilder.class, "normalize.sh");
    }

    private void normalize(Path root) throws IOException {
        try {
            sandbox.in(root).run(Command.of("sh", "-c", cleaning()));
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "The root file system can't be cleaned up:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
