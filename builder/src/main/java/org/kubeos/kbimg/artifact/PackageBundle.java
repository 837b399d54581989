package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.rootfs.PackageLocker;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.process.UnfinishedDirectory;

/**
 * An offline bundle: the archives of all packages that a lock file names, and the lock file, which comes last, so that a lock
 * file means a complete bundle.
 */
public final class PackageBundle {

    private PackageBundle() {}

    /**
     * Makes a bundle, or makes one that is there fit the lock file.
     *
     * @param directory that is created if need be; other files in it stay
     * @throws org.kubeos.kbimg.KbimgException if an archive can't be had; an earlier bundle is as it was then
     */
    public static void fetch(ImageConfig config, LoadedLock lock, Path directory, BuildContext context)
            throws IOException {
        if (lock.lock().parts().isEmpty()) {
            throw new UsageException("The config installs no packages, so there is nothing to fetch."
                    + (config.source() instanceof Source.Image image
                            ? " Copy the image into a layout, for example with skopeo: " + image.location()
                            : ""));
        }
        try (var unfinished =
                UnfinishedDirectory.open(Application.NAME, directory, ", or choose another directory with -o")) {
            List<String> parts = lock.lock().parts().keySet().stream()
                    .sorted()
                    .map(LockedPart.Name::key)
                    .toList();
            new PackageLocker(config, context.tool(), context.sourceDate(), context.cache(), context.progress())
                    .fetch(lock, unfinished.path());
            Path file = unfinished.path().resolve(LockFiles.IN_BUNDLE);
            LockFiles.copy(lock, file);
            Files.deleteIfExists(directory.resolve(LockFiles.IN_BUNDLE));
            for (String part : parts) {
                Path place = directory.resolve(part);
                if (Files.exists(place)) {
                    Files.move(place, unfinished.path().resolve("replaced-" + part), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(unfinished.path().resolve(part), place, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(file, directory.resolve(LockFiles.IN_BUNDLE), StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
