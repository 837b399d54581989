package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.HostException;
import org.kubeos.process.CurrentUser;
import org.kubeos.process.PrivateDirectory;

/**
 * The directory for builds in progress, and for what later builds can reuse. {@code KBIMG_CACHE} names it; else it is
 * {@code /var/cache/kbimg} for root, and {@code kbimg} in {@code XDG_CACHE_HOME} or {@code ~/.cache} for others. Other
 * users of the machine can't reach what is in it.
 */
public final class CacheDirectory {

    private static final String NAMED = "KBIMG_CACHE";
    private static final String USERS_CACHES = "XDG_CACHE_HOME";

    /** The environment variables that may name the directory. */
    public static final List<String> VARIABLES = List.of(NAMED, USERS_CACHES);

    private static final String ANOTHER_CACHE = ", or choose another cache directory with KBIMG_CACHE";

    private CacheDirectory() {}

    /**
     * The directory, which is created if need be.
     *
     * @throws HostException if that fails, or it belongs to someone else
     */
    public static Path locate() {
        return locate(System.getenv(), Path.of(System.getProperty("user.home")), CurrentUser.isRoot());
    }

    /**
     * The directory, if it is there already.
     *
     * @throws HostException if there is no place for it
     */
    public static Optional<Path> find() throws IOException {
        Path directory = choose(System.getenv(), Path.of(System.getProperty("user.home")), CurrentUser.isRoot());
        return Files.isDirectory(directory) ? Optional.of(directory.toRealPath()) : Optional.empty();
    }

    static Path locate(Map<String, String> environment, Path home, boolean root) {
        Path directory = choose(environment, home, root);
        try {
            Path made = named(environment).isEmpty()
                    ? create(directory)
                    : PrivateDirectory.createNamed(Application.NAME, directory, ANOTHER_CACHE);
            return made.toRealPath();
        } catch (IOException e) {
            throw new HostException(
                    "Can't create the cache directory " + directory + ". Choose another one with KBIMG_CACHE.", e);
        }
    }

    /**
     * Makes a directory of the cache, and those above it, where they are missing; nobody but their owner may enter
     * them.
     *
     * @throws org.kubeos.process.HostEnvironmentException if it is somebody else's
     */
    public static Path create(Path directory) throws IOException {
        return PrivateDirectory.create(Application.NAME, directory, ANOTHER_CACHE);
    }

    private static String named(Map<String, String> environment) {
        return environment.getOrDefault(NAMED, "");
    }

    static Path choose(Map<String, String> environment, Path home, boolean root) {
        String named = named(environment);
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        if (root) {
            return Path.of("/var/cache/kbimg");
        }
        // A relative XDG_CACHE_HOME is to be ignored: XDG Base Directory Specification, "Basics".
        String xdg = environment.getOrDefault(USERS_CACHES, "");
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "kbimg");
        }
        // Java's name for the home of a user whom nobody knows is "?".
        if (!home.isAbsolute()) {
            throw new HostException(
                    "This user has no home directory for the cache. Name a cache directory with KBIMG_CACHE.");
        }
        return home.resolve(".cache/kbimg");
    }
}
