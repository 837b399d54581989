package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;

class OsTarTest {

    private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] ARCHIVE = {1, 2, 3};

    @TempDir
    Path temp;

    private ResolvedImage imageWith(String path) throws IOException {
        var file = new FileNode.RegularFile(path, FileMetadata.ofRoot(0644, DATE), FileContent.of(ARCHIVE));
        Layer layer = Layer.write(List.of(file), Compression.GZIP, temp.resolve("layer"));
        var configuration = new ImageConfiguration(
                Platform.linux("amd64"),
                DATE,
                ExecutionConfig.ofCommand("/bin/sh"),
                new TreeMap<>(),
                List.of(layer.diffId()));
        var image = Image.of(Application.NAME, configuration, List.of(layer.blob()), new TreeMap<>());
        var content = new ArrayList<Blob>(image.blobs());
        content.add(image.manifest());
        Path layout = temp.resolve("layout");
        new LayoutWriter(Application.NAME, layout).add(image.manifest().descriptor(), content, "v1");
        return ResolvedImage.of(LayoutStore.open(layout, Optional.of("v1")), Platform.linux("amd64"), "the image");
    }

    @Test
    void archiveIsExtracted() throws IOException {
        Path target = temp.resolve("extracted.tar");

        OsTar.extract(imageWith("os.tar"), UnpackLimits.DEFAULT, target);

        assertThat(target).hasBinaryContent(ARCHIVE);
    }

    @Test
    void imageWithoutItIsNoUpgradeImage() throws IOException {
        ResolvedImage image = imageWith("usr/os.tar");

        assertThatThrownBy(() -> OsTar.extract(image, UnpackLimits.DEFAULT, temp.resolve("extracted.tar")))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("has no file /os.tar")
                .hasMessageContaining("kbimg create upgrade-image");
    }
}
