package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.DiskSpace;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/** Stage one: from packages to the base, or straight to the base that an earlier build has left in the cache. */
public final class BaseBuilder {

    private final Path cache;
    private final Progress progress;
    private final BuildSandboxes sandboxes;
    private final long epochSecond;
    private final Optional<LoadedLock> lock;

    /**
     * @param cache kbimg's cache directory
     * @param epoch no file in the base is younger; also what tools take for the present (SOURCE_DATE_EPOCH)
     */
    public BaseBuilder(Path cache, Instant epoch, Progress progress) {
        this(cache, epoch, progress, Optional.empty());
    }

    /**
     * @param cache kbimg's cache directory
     * @param epoch no file in the base is younger; also what tools take for the present (SOURCE_DATE_EPOCH)
     * @param lock the packages that bases are made of; empty: those that the repositories offer
     */
    public BaseBuilder(Path cache, Instant epoch, Progress progress, Optional<LoadedLock> lock) {
        this.lock = lock;
        this.cache = cache;
        this.progress = progress;
        this.epochSecond = epoch.getEpochSecond();
        this.sandboxes = BuildSandboxes.of(epoch, progress);
    }

    /**
     * The base for an image.
     *
     * <p>Unless they are locked, the repositories are asked every time which packages the image consists of; a base is used
     * again exactly if these, by their digests, and everything else that goes into it are the same.
     *
     * @param kind what it is the base of
     * @throws UsageException if the config asks for what the distribution can't give
     * @throws HostException if the host lacks what the build needs
     * @throws BuildException if a package can't be found or installed
     */
    public Base build(ImageConfig config, Source.Repositories source, BaseKind kind) throws IOException {
        progress.step(lock.isPresent() ? "Reading the locked packages" : "Looking up packages");
        try (var work = workDirectory()) {
            return make(lookUp(new BaseSpec(config, source, kind), work.path()));
        }
    }

    /**
     * The base that an equal request came to before, to be used while the repositories are being asked whether it still does;
     * empty if the cache has none.
     *
     * @throws UsageException if the config asks for what the distribution can't give
     * @throws HostException if the host lacks what the build needs
     */
    public Optional<ExpectedBase> expect(ImageConfig config, Source.Repositories source, BaseKind kind)
            throws IOException {
        Requirements.check(config);
        var request = new BaseSpec(config, source, kind);
        Optional<Path> archive = BaseCache.in(cache).expected(identity(request));
        if (archive.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ExpectedBase(archive.get(), request, workDirectory(), this));
    }

    /**
     * The packages that a base would be made of now. The repositories are asked, and their lists kept for builds, but nothing is
     * downloaded or made.
     *
     * @throws UsageException as {@link #build}
     * @throws HostException if the host lacks what asking needs
     * @throws org.kubeos.kbimg.rootfs.packages.UnresolvableException if the repositories don't have the packages
     * @throws BuildException if a repository can't be reached or verified
     */
    public List<PackageDescription> packages(ImageConfig config, Source.Repositories source, BaseKind kind)
            throws IOException {
        Requirements.checkForPackages(config.distribution());
        progress.step("Looking up packages");
        try (var work = workDirectory()) {
            return PackageManagers.installer(config, source, cache, sandboxes, progress)
                    .resolve(new BaseSpec(config, source, kind).packages(), work.path())
                    .packages();
        }
    }

    /**
     * The archive of the base that an equal request came to last; empty if the cache doesn't have it. Nobody has looked
     * whether it is whole, and nothing is asked or made.
     *
     * @param cache kbimg's cache directory
     * @param epoch no file in the base is younger
     */
    public static Optional<Path> latest(
            ImageConfig config, Source.Repositories source, BaseKind kind, Path cache, Instant epoch)
            throws IOException {
        return BaseCache.in(cache).expected(new BaseSpec(config, source, kind).identity(epoch.getEpochSecond()));
    }

    private String identity(BaseSpec request) {
        String identity = request.identity(epochSecond);
        return lock.isEmpty()
                ? identity
                : Fingerprint.of(identity, packages(request).packages().toString());
    }

    private LockedPackages packages(BaseSpec request) {
        return PackageLocker.packages(
                lock.orElseThrow(), request.kind() == BaseKind.NODE ? LockedPart.Name.NODE : LockedPart.Name.ADMIN);
    }

    private WorkDirectory workDirectory() throws IOException {
        return WorkDirectory.create(cache.resolve("work"), sandboxes.files());
    }

    /**
     * What a request comes to, as the repositories say.
     *
     * @param work directory for what the transaction needs, and where the base is made
     */
    record LookUp(BaseSpec request, Transaction transaction, Path work) {}

    /** Asks the repositories, or the lock file. */
    LookUp lookUp(BaseSpec request, Path work) throws IOException {
        Requirements.check(request.config());
        PackageInstaller installer =
                PackageManagers.installer(request.config(), request.source(), cache, sandboxes, progress);
        Transaction transaction = lock.isPresent()
                ? installer.locked(packages(request), work)
                : installer.resolve(request.packages(), work);
        return new LookUp(request, transaction, work);
    }

    /** The base for what was looked up, if it is in the cache and whole. */
    Optional<Base> find(LookUp lookUp) throws IOException {
        return BaseCache.in(cache)
                .find(lookUp.request().profile().name(), key(lookUp))
                .map(entry -> base(entry, lookUp));
    }

    /** The base for what was looked up, made if it is not in the cache. */
    Base make(LookUp lookUp) throws IOException {
        BaseSpec request = lookUp.request();
        BaseCache bases = BaseCache.in(cache);
        Path unfinished = lookUp.work().resolve("base.tar");
        BaseCache.Entry entry = bases.get(
                request.profile().name(),
                key(lookUp),
                request.describe(),
                unfinished,
                archive -> install(lookUp, archive));
        bases.expect(entry, identity(request), lookUp.work().resolve("expected"));
        return base(entry, lookUp);
    }

    private static Base base(BaseCache.Entry entry, LookUp lookUp) {
        return new Base(entry.archive(), entry.found(), lookUp.transaction().packages());
    }

    private String key(LookUp lookUp) {
        return Fingerprint.of(
                lookUp.request().recipe(epochSecond), lookUp.transaction().fingerprint());
    }

    private void install(LookUp lookUp, OutputStream archive) throws IOException {
        DiskSpace.require(cache, lookUp.transaction().space(), "Building the root file system");
        Path root = Files.createDirectory(lookUp.work().resolve("root"));
        lookUp.transaction().installInto(root);
        BaseSpec request = lookUp.request();
        if (request.kind() == BaseKind.NODE) {
            ImageConfig config = request.config();
            new BootAssets(sandboxes.foreign(), lookUp.work(), progress)
                    .makeIn(root, request.profile(), BootLoaders.of(config));
        }
        progress.step("Archiving root file system");
        normalize(root);
        new RootfsArchiver(sandboxes, Instant.ofEpochSecond(epochSecond)).pack(root, archive);
    }

    /** Text of the script that a root file system is cleaned up with. */
    static String cleaning() {
        return BundledResource.text(BaseBuilder.class, "leftovers.sh")
                + BundledResource.text(BaseBuilder.class, "normalize.sh");
    }

    private void normalize(Path root) throws IOException {
        try {
            sandboxes.foreign().in(root).run(Command.of("sh", "-c", cleaning()));
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't clean up the root file system:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
