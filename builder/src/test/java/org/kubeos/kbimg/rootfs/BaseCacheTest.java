package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.DataSize;

class BaseCacheTest {

    private static final String KEY = "0123abcd";

    @TempDir
    private Path directory;

    private BaseCache cache;
    private final AtomicInteger made = new AtomicInteger();

    @BeforeEach
    void open() throws IOException {
        cache = new BaseCache(directory.resolve("bases"), new DataSize(10));
    }

    @Test
    void aBaseIsMadeOnce() throws Exception {
        assertThat(get(KEY).found()).isFalse();
        BaseCache.Entry again = get(KEY);
        assertThat(again.found()).isTrue();
        assertThat(again.archive()).hasContent("archive");
        assertThat(made).hasValue(1);
    }

    @Test
    void parallelBuildsOfTheSameBaseMakeItOnce() throws Exception {
        try (var builds = Executors.newFixedThreadPool(4)) {
            for (var base : builds.invokeAll(IntStream.range(0, 8)
                    .mapToObj(n -> (java.util.concurrent.Callable<BaseCache.Entry>) () -> get(KEY))
                    .toList())) {
                assertThat(base.get().archive()).hasContent("archive");
            }
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void aDamagedBaseIsMadeAnew() throws Exception {
        Files.writeString(get(KEY).archive(), "ARCHIVE");
        BaseCache.Entry repaired = get(KEY);
        assertThat(repaired.found()).isFalse();
        assertThat(repaired.archive()).hasContent("archive");
    }

    @Test
    void aDamagedBaseIsNotFound() throws Exception {
        Path archive = get(KEY).archive();
        assertThat(cache.find("debian", KEY)).map(BaseCache.Entry::archive).contains(archive);
        Files.writeString(archive, "ARCHIVE");
        assertThat(cache.find("debian", KEY)).isEmpty();
    }

    @Test
    void aRequestIsExpectedToComeToWhatItCameToBefore() throws Exception {
        assertThat(cache.expected("request")).isEmpty();
        cache.expect(get("aa00"), "request", temporary());
        BaseCache.Entry second = get("bb00");
        assertThat(cache.expected("request")).as("the first one was dropped").isEmpty();
        cache.expect(second, "request", temporary());
        assertThat(cache.expected("request")).contains(second.archive().toRealPath());
        cache.clear();
        assertThat(directory.resolve("bases")).isDirectoryNotContaining("glob:**expected-*");
    }

    @Test
    void aFailedBuildLeavesNothing() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> cache.get("debian", KEY, "node", temporary(), archive -> {
                    archive.write(1);
                    throw new IOException("no space");
                }))
                .withMessage("no space");
        assertThat(directory.resolve("bases")).isDirectoryNotContaining("glob:**.tar*");
    }

    @Test
    void theLeastRecentlyUsedGo() throws Exception {
        get("aa00");
        get("bb00");
        assertThat(cache.list()).extracting(CachedBase::key).containsExactly("bb00");
        assertThat(cache.list()).extracting(CachedBase::contents).containsExactly("node: vim");
        assertThat(directory.resolve("bases")).isDirectoryNotContaining("glob:**aa00*");
        assertThat(cache.clear()).isEqualTo(new DataSize(7));
        assertThat(cache.list()).isEqualTo(List.of());
    }

    private BaseCache.Entry get(String key) throws IOException {
        return cache.get("debian", key, "node: vim", temporary(), archive -> {
            made.incrementAndGet();
            archive.write("archive".getBytes(StandardCharsets.UTF_8));
        });
    }

    private Path temporary() throws IOException {
        return Files.createTempDirectory(directory, "work").resolve("base.tar");
    }
}
