package org.kubeos.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Creates directories that other users can neither read nor write. Builds run programs in them, and other users must not
 * reach the set-user-ID programs of an image.
 */
public final class PrivateDirectory {

    private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rwx------");

    private static final Set<PosixFilePermission> WRITABLE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final int STICKY = 01000;

    private PrivateDirectory() {}

    /**
     * Creates a directory and its missing parents, whatever the umask. The permissions of others are removed from an existing
     * one.
     *
     * @param application the one that keeps files in it, for messages
     * @param advice appended to the message if it belongs to another user: ", or …"
     * @throws HostEnvironmentException if it belongs to another user
     */
    public static Path create(ApplicationName application, Path directory, String advice) throws IOException {
        Path real = make(application, directory, advice);
        requireOwned(application, real, directory, advice);
        if (!Files.getPosixFilePermissions(real).equals(PERMISSIONS)) {
            Files.setPosixFilePermissions(real, PERMISSIONS);
        }
        return directory;
    }

    /**
     * As {@link #create}, for a directory that the user has named: an existing one may belong to root, and stays readable for
     * others.
     */
    public static Path createNamed(ApplicationName application, Path directory, String advice) throws IOException {
        Path real = make(application, directory, advice);
        if (uid(real) != 0) {
            requireOwned(application, real, directory, advice);
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(real));
        if (uid(real) == ownUid() && !isSticky(real) && permissions.removeAll(WRITABLE_BY_OTHERS)) {
            Files.setPosixFilePermissions(real, permissions);
        }
        return directory;
    }

    private static Path make(ApplicationName application, Path directory, String advice) throws IOException {
        requireNotPlanted(application, directory.toAbsolutePath(), directory, advice);
        if (!Files.isDirectory(directory)) {
            FileAttribute<?> forOwnerAlone = PosixFilePermissions.asFileAttribute(PERMISSIONS);
            Files.createDirectories(directory, forOwnerAlone);
        }
        Path real = directory.toRealPath();
        requireNotPlanted(application, real, directory, advice);
        return real;
    }

    /** In a world-writable directory such as /tmp, another user may have created the next directory of the path. */
    private static void requireNotPlanted(ApplicationName application, Path path, Path directory, String advice)
            throws IOException {
        for (Path place = path; place.getParent() != null; place = place.getParent()) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && isPublic(place.getParent()) && uid(place) != 0) {
                requireOwned(application, place, directory, advice);
            }
        }
    }

    private static void requireOwned(ApplicationName application, Path place, Path directory, String advice)
            throws IOException {
        if (uid(place) != ownUid()) {
            String owner = Files.getOwner(place, LinkOption.NOFOLLOW_LINKS).getName();
            throw new HostEnvironmentException(place + " belongs to " + owner + ", who could change what " + application
                    + " keeps in " + directory + ". Remove it" + advice + ".");
        }
    }

    private static boolean isPublic(Path directory) throws IOException {
        return Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean isSticky(Path directory) throws IOException {
        return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0;
    }

    private static int uid(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int ownUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
