package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.kubeos.kbimg.HostException;

/**
 * Where kbimg keeps what later builds can use again, and builds in progress. {@code KBIMG_CACHE} names it; else it is
 * {@code /var/cache/kbimg} for root, and {@code kbimg} in {@code XDG_CACHE_HOME} or {@code ~/.cache} for others.
 */
public final class CacheDirectory {

    private CacheDirectory() {}

    /** The directory, which is created if need be. */
    public static Path locate() {
        return create(choose(System.getenv(), Path.of(System.getProperty("user.home")), CurrentUser.isRoot()));
    }

    static Path choose(Map<String, String> environment, Path home, boolean root) {
        String named = environment.getOrDefault("KBIMG_CACHE", "");
        if (!named.isEmpty()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        if (root) {
            return Path.of("/var/cache/kbimg");
        }
        // A relative XDG_CACHE_HOME is to be ignored: XDG Base Directory Specification, "Basics".
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        return xdg.startsWith("/") ? Path.of(xdg, "kbimg") : home.resolve(".cache/kbimg");
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new HostException(
                    "Can't create the cache directory " + directory + ". Name another one with KBIMG_CACHE.", e);
        }
    }
}
