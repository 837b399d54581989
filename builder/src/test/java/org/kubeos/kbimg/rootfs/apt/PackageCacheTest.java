package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageCache;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class PackageCacheTest {

    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    private Path directory;

    @Test
    void archivesAreKnownByTheirDigestAlone() throws Exception {
        var deb = new DebPackage("http://x/dash.deb", "dash_1_amd64.deb", 4, DIGEST);
        var rebuilt = new DebPackage("http://x/dash.deb", "dash_1_amd64.deb", 4, "cd".repeat(32));
        var cache = new PackageCache(directory.resolve("cache"), 1000);
        Path first = Files.createDirectory(directory.resolve("first"));
        assertThat(cache.linkInto(first, List.of(deb))).containsExactly(deb);
        Files.writeString(first.resolve(deb.file()), "dash");
        cache.keep(first, List.of(deb));
        cache.keep(first, List.of(deb));

        Path second = Files.createDirectory(directory.resolve("second"));
        assertThat(cache.linkInto(second, List.of(deb))).isEmpty();
        assertThat(second.resolve(deb.file())).hasContent("dash");
        Path third = Files.createDirectory(directory.resolve("third"));
        assertThat(cache.linkInto(third, List.of(rebuilt))).containsExactly(rebuilt);
    }

    @Test
    void theOldestGoWhenThereAreTooMany() throws Exception {
        var cache = new PackageCache(directory.resolve("cache"), 10);
        Path archives = Files.createDirectory(directory.resolve("archives"));
        List<DebPackage> debs = List.of(
                new DebPackage("http://x/a.deb", "a.deb", 6, "aa".repeat(32)),
                new DebPackage("http://x/b.deb", "b.deb", 6, "bb".repeat(32)));
        for (DebPackage deb : debs) {
            Path file = Files.writeString(archives.resolve(deb.file()), "6bytes");
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(debs.indexOf(deb) * 1000L));
            cache.keep(archives, List.of(deb));
        }
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(cache.linkInto(empty, debs)).containsExactly(debs.getFirst());
    }

    @Test
    void aptNamesThePackages() {
        assertThat(DebPackage.ofUriLine(
                        "'http://x/pool/d/dash/dash_1%3a0.5_amd64.deb' dash_1%3a0.5_amd64.deb 97312 SHA256:" + DIGEST))
                .isEqualTo(new DebPackage(
                        "http://x/pool/d/dash/dash_1%3a0.5_amd64.deb", "dash_1%3a0.5_amd64.deb", 97312, DIGEST))
                .satisfies(deb -> assertThat(deb.describe())
                        .isEqualTo(new PackageDescription(
                                "dash",
                                "1:0.5",
                                "amd64",
                                new DataSize(97312),
                                Optional.empty(),
                                "http://x/pool/d/dash/dash_1%3a0.5_amd64.deb",
                                "sha256:" + DIGEST)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DebPackage.ofUriLine("'http://x/dash.deb' dash.deb 97312 MD5Sum:" + "0".repeat(32)));
    }
}
