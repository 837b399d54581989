package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.lock.LockedSource;
import org.kubeos.kbimg.rootfs.packages.LockedPackages;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.process.Progress;
import org.kubeos.yamlschema.Suggestions;

/** Asks the repositories what a config comes to now, and fetches the archives of what it came to before. */
public final class PackageLocker {

    private final ImageConfig config;
    private final BuildInfo tool;
    private final Path cache;
    private final Progress progress;
    private final BuildSandboxes sandboxes;

    /**
     * @param cache kbimg's cache directory
     * @param epoch as for builds
     */
    public PackageLocker(ImageConfig config, BuildInfo tool, Instant epoch, Path cache, Progress progress) {
        this.config = config;
        this.tool = tool;
        this.cache = cache;
        this.progress = progress;
        this.sandboxes = BuildSandboxes.of(epoch, progress);
    }

    /** Which packages of an earlier lock keep their versions. */
    public sealed interface Update {

        /** None. */
        record All() implements Update {}

        /** All but those of these names, and those that have to move with them. */
        record Some(Set<String> names) implements Update {
            public Some {
                names = Set.copyOf(names);
            }
        }
    }

    /**
     * A lock of what the repositories offer now.
     *
     * @param earlier the lock so far
     * @param admin whether to lock the packages of the admin container, too
     * @param source the digest of what the root file system comes from if not from packages
     * @throws UsageException if {@code update} names a package that is not locked
     * @throws org.kubeos.kbimg.BuildException if the repositories can't be reached, or don't have the packages
     */
    public LockFile lock(Optional<LockFile> earlier, Update update, boolean admin, Optional<LockedSource> source)
            throws IOException {
        Map<LockedPart.Name, PackageRequests> requests = PackageRequests.of(config);
        if (!admin) {
            requests.remove(LockedPart.Name.ADMIN);
        }
        if (!requests.isEmpty()) {
            Requirements.checkForPackages(config.distribution());
        }
        Optional<LockFile> comparable =
                earlier.filter(lock -> lock.distribution().equals(config.distribution())
                        && lock.architecture().equals(config.architecture().key()));
        if (update instanceof Update.Some(Set<String> names)) {
            requireLocked(names, comparable);
        }
        var parts = new EnumMap<LockedPart.Name, LockedPart>(LockedPart.Name.class);
        for (Map.Entry<LockedPart.Name, PackageRequests> request : requests.entrySet()) {
            progress.step("Looking up packages: " + request.getKey().key());
            List<PackageDescription> held = comparable
                    .flatMap(lock -> lock.part(request.getKey()))
                    .map(part -> held(part, update))
                    .orElse(List.of());
            parts.put(request.getKey(), lock(request.getValue(), held));
        }
        return new LockFile(
                tool.version(),
                config.distribution(),
                PackageRequests.profile(config),
                config.architecture().key(),
                source,
                parts);
    }

    private static List<PackageDescription> held(LockedPart part, Update update) {
        return switch (update) {
            case Update.All _ -> List.of();
            case Update.Some(Set<String> names) ->
                part.packages().stream()
                        .filter(described -> !names.contains(described.name()))
                        .toList();
        };
    }

    private static void requireLocked(Set<String> names, Optional<LockFile> lock) {
        var known = new TreeSet<String>();
        lock.ifPresent(file -> file.parts()
                .values()
                .forEach(part -> part.packages().forEach(described -> known.add(described.name()))));
        for (String name : new TreeSet<>(names)) {
            if (!known.contains(name)) {
                throw new UsageException("The lock file has no package " + name
                        + Suggestions.to(name, List.copyOf(known))
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse("")
                        + ". To lock what the config asks for, run 'kbimg lock' without names.");
            }
        }
    }

    private LockedPart lock(PackageRequests request, List<PackageDescription> held) throws IOException {
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            Transaction transaction = PackageManagers.installer(config, request.source(), cache, sandboxes, progress)
                    .resolve(request.names(), held, work.path());
            return new LockedPart(
                    request.names(), request.sources(), transaction.repositories(), transaction.packages());
        }
    }

    /**
     * Puts the archives of all locked packages into a directory, with one for each part, which is a repository that the package
     * manager itself can read. Archives that are there already are used if they are right.
     *
     * @throws UsageException if the lock is not one of this config
     * @throws org.kubeos.kbimg.BuildException if an archive can't be had, or is another one than expected
     */
    public void fetch(LoadedLock lock, Path directory) throws IOException {
        LockCheck.require(config, lock);
        Map<LockedPart.Name, PackageRequests> requests = PackageRequests.of(config);
        requests.keySet().retainAll(lock.lock().parts().keySet());
        for (Map.Entry<LockedPart.Name, PackageRequests> request : requests.entrySet()) {
            progress.step("Fetching packages: " + request.getKey().key());
            Path part =
                    Files.createDirectories(directory.resolve(request.getKey().key()));
            try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
                PackageManagers.installer(config, request.getValue().source(), cache, sandboxes, progress)
                        .locked(packages(lock, request.getKey()), work.path())
                        .fetchInto(part);
            }
        }
    }

    /**
     * The packages of a part.
     *
     * @throws UsageException if none are locked
     */
    static LockedPackages packages(LoadedLock lock, LockedPart.Name name) {
        LockedPart part = lock.part(name);
        return new LockedPackages(
                part.names(), part.packages(), lock.bundle().map(bundle -> bundle.resolve(name.key())));
    }
}
