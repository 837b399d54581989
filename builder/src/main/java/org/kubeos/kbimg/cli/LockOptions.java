package org.kubeos.kbimg.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import picocli.CommandLine.Option;

/** Whether a build keeps to a lock file. */
final class LockOptions {

    @Option(
            names = "--locked",
            description = "Fail if there is no lock file beside the config. If there is one, it is used anyway.")
    private boolean locked;

    @Option(names = "--no-lock", description = "Ignore the lock file beside the config.")
    private boolean unlocked;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description =
                    "Take all packages from this directory, which 'kbimg fetch' has made, and nothing from the network.")
    private @Nullable Path bundle;

    /**
     * The lock file of a config.
     *
     * @param config empty if the config is no file
     * @throws UsageException if there must be one and there isn't, or it is wrong
     */
    Optional<LoadedLock> load(Optional<Path> config) {
        if (unlocked && (locked || bundle != null)) {
            throw new UsageException(
                    "--no-lock contradicts " + (locked ? "--locked" : "--bundle") + ". Leave one out.");
        }
        if (unlocked) {
            return Optional.empty();
        }
        Optional<Path> file = config.map(LockFiles::of);
        Optional<LoadedLock> beside = file.filter(Files::exists).map(found -> LockFiles.read(found, Optional.empty()));
        if (bundle != null) {
            return Optional.of(ofBundle(bundle, beside));
        }
        if (locked && beside.isEmpty()) {
            throw new UsageException("--locked: there is no lock file "
                    + file.map(Path::toString).orElse("for options of the command line")
                    + ". Write one with 'kbimg lock -f CONFIG'.");
        }
        return beside;
    }

    private static LoadedLock ofBundle(Path bundle, Optional<LoadedLock> beside) {
        Path file = bundle.resolve(LockFiles.IN_BUNDLE);
        if (!Files.exists(file)) {
            throw new UsageException("--bundle: " + bundle + " is not a complete bundle, for it has no "
                    + LockFiles.IN_BUNDLE + ". Make it with 'kbimg fetch'.");
        }
        LoadedLock lock = LockFiles.read(file, Optional.of(bundle.toAbsolutePath()));
        if (beside.isPresent() && !beside.get().digest().equals(lock.digest())) {
            throw new UsageException("The bundle " + bundle + " was made for another lock file than "
                    + beside.get().file() + ". Make it again with 'kbimg fetch'.");
        }
        return lock;
    }
}
