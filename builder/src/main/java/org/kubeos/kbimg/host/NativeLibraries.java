package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Where native libraries that are part of kbimg are unpacked to be loaded. By default, that is /tmp, which hardened hosts
 * mount {@code noexec}. The cache directory can't be: builds run programs in it.
 */
public final class NativeLibraries {

    // zstd-jni, com.github.luben.zstd.util.Native
    private static final String ZSTD_DIRECTORY = "ZstdTempFolder";
    private static final String ZSTD_LIBRARY = "ZstdNativePath";

    /** The JVM removes its own when it ends; those of killed ones are long loaded after this time. */
    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

    private NativeLibraries() {}

    /** From now on, libraries are unpacked into a directory of the cache, unless the user has named another place. */
    public static void unpackInto(Path cache) throws IOException {
        if (System.getProperty(ZSTD_DIRECTORY) == null && System.getProperty(ZSTD_LIBRARY) == null) {
            Path directory = CacheDirectory.create(cache.resolve("native"));
            removeLeftovers(directory);
            System.setProperty(ZSTD_DIRECTORY, directory.toString());
        }
    }

    private static void removeLeftovers(Path directory) throws IOException {
        Instant young = Instant.now().minus(LEFTOVER_AGE);
        try (var libraries = Files.newDirectoryStream(directory, "libzstd-jni-*")) {
            for (Path library : libraries) {
                if (Files.exists(library)
                        && Files.getLastModifiedTime(library).toInstant().isBefore(young)) {
                    Files.deleteIfExists(library);
                }
            }
        }
    }
}
