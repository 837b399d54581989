package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;

/** Puts bases into a cache, as builds do. */
public final class CachedBases {

    private CachedBases() {}

    /** Makes {@code archive} what a config came to last, and returns its place. */
    public static Path add(Path archive, ImageConfig config, Path cache, Instant epoch) throws IOException {
        var request = new BaseSpec(config, (Source.Repositories) config.source(), BaseKind.NODE);
        BaseCache bases = BaseCache.in(cache);
        BaseCache.Entry base = bases.get(
                config.distribution(), "0123abcd", "a test's", cache.resolve("base"), out -> Files.copy(archive, out));
        bases.expect(base, request.identity(epoch.getEpochSecond()), cache.resolve("expected"));
        return base.archive();
    }
}
