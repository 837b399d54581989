package org.kubeos.kbimg.artifact.diff.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

/** Upgrade images; the other sources are compared where the command is tested. */
class SourceReaderTest {

    @TempDir
    Path directory;

    private Path archive;
    private Path image;

    /** Makes an image as {@code docker save} does, by hand. */
    @BeforeEach
    void makeImage() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        archive = SmallArchive.pack(root, directory.resolve("kubeos.tar"));
        Path saved = Files.createDirectories(directory.resolve("saved"));
        Path layer = saved.resolve("layer.tar");
        Files.copy(archive, directory.resolve("os.tar"));
        Tool.run("tar", "-C", directory.toString(), "-cf", layer.toString(), "os.tar")
                .expectSuccess();
        String digest =
                Tool.run("sha256sum", layer.toString()).expectSuccess().text().substring(0, 64);
        Files.writeString(saved.resolve("config.json"), """
                {"architecture": "amd64", "os": "linux",
                 "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """.formatted(digest));
        Files.writeString(
                saved.resolve("manifest.json"),
                "[{\"Config\": \"config.json\", \"RepoTags\": [\"kubeos:v1\"], \"Layers\": [\"layer.tar\"]}]");
        image = SmallArchive.pack(saved, directory.resolve("image.tar"));
    }

    @Test
    void anUpgradeImageIsAsTheArchiveInIt() throws IOException {
        Path cache = directory.resolve("cache");
        var reader = new SourceReader(
                new ConfigReader(List.of("debian")), Map.of(), () -> Files.createDirectories(cache), Progress.SILENT);
        try (ComparedSource one = reader.open("docker-archive:" + image);
                ComparedSource other = reader.open(archive.toString())) {
            Comparison comparison = Comparison.of(one.contents(), other.contents());
            assertThat(one.contents().kind()).isEqualTo("an upgrade image");
            assertThat(comparison.root()).isPresent();
            assertThat(comparison.different()).isFalse();
        }
        try (var left = Files.list(cache.resolve("work"))) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }
}
