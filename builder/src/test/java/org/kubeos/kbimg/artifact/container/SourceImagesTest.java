package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.LockedSources;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockedSource;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.Platform;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.process.Progress;

/** Upgrade images whose digest is locked. */
class SourceImagesTest {

    private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path temp;

    private ImageConfig config;

    @BeforeEach
    void writeConfig() throws IOException {
        publish("one");
        Path file = Files.writeString(
                temp.resolve("kbimg.yaml"),
                "version: v1\ndistribution: debian\narchitecture: x86_64\nsource: {image: 'oci:layout:v1', insecure: true}\n");
        config = new ConfigReader(List.of("debian")).read(file, List.of());
    }

    /** Moves the tag to an image whose archive has this content. */
    private void publish(String content) throws IOException {
        var file = new FileNode.RegularFile(
                "os.tar", FileMetadata.ofRoot(0644, DATE), FileContent.of(content.getBytes(StandardCharsets.UTF_8)));
        Layer layer = Layer.write(List.of(file), Compression.GZIP, temp.resolve("layer"));
        var configuration = new ImageConfiguration(
                Platform.linux("amd64"),
                DATE,
                ExecutionConfig.ofCommand("/bin/sh"),
                new TreeMap<>(),
                List.of(layer.diffId()));
        var image = Image.of(Application.NAME, configuration, List.of(layer.blob()), new TreeMap<>());
        var blobs = new ArrayList<Blob>(image.blobs());
        blobs.add(image.manifest());
        new LayoutWriter(Application.NAME, temp.resolve("layout"))
                .add(image.manifest().descriptor(), blobs, "v1");
    }

    private BuildContext context(Optional<LoadedLock> lock) {
        return new BuildContext(BuildInfo.load(), DATE, temp.resolve("cache"), Progress.SILENT, Map.of(), lock);
    }

    private void fetch(BuildContext context, Path target) throws IOException {
        SourceImages.fetch((Source.Image) config.source(), config, target, context);
    }

    @Test
    void aLockedImageIsFetchedAndAnotherOneIsRefused() throws IOException {
        LockedSource source =
                LockedSources.of(config, context(Optional.empty())).orElseThrow();
        assertThat(source).isInstanceOf(LockedSource.Image.class);
        var lock = new LockFile("1", "debian", "0".repeat(64), "x86_64", Optional.of(source), Map.of());
        BuildContext locked = context(
                Optional.of(new LoadedLock(temp.resolve("kbimg.lock"), "0".repeat(64), lock, Optional.empty())));
        Path first = temp.resolve("first.tar");
        fetch(locked, first);
        assertThat(first).hasContent("one");

        publish("two");
        Path second = temp.resolve("second.tar");
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> fetch(locked, second))
                .withMessageContaining(" is the image sha256:")
                .withMessageEndingWith(
                        ", but " + source.digest() + " is locked. Lock the new one with 'kbimg lock --update'.");
        assertThat(second).doesNotExist();
        fetch(context(Optional.empty()), second);
        assertThat(second).hasContent("two");
    }
}
