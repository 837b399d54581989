package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.Platform;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.signature.ImageSigner;
import org.kubeos.process.ApplicationName;
import org.kubeos.slotimage.SlotImage;
import org.kubeos.slotimage.SlotImageWriter;

/**
 * An upgrade image: the image for the platform, with {@code /os.tar}, and its slot image.
 *
 * @param top the index
 */
record TestImage(Image platform, SlotImage slotImage, Descriptor top, List<Blob> blobs) {

    static final ApplicationName NAME = new ApplicationName("tester");

    /** @param updateImage content of the slot image */
    static TestImage create(Path directory, TestSystem system, Path updateImage) throws IOException {
        return create(directory, system, updateImage, "amd64");
    }

    static TestImage create(Path directory, TestSystem system, Path updateImage, String architecture)
            throws IOException {
        return create(directory, system, updateImage, architecture, Map.of());
    }

    static TestImage create(
            Path directory, TestSystem system, Path updateImage, String architecture, Map<String, String> moreLabels)
            throws IOException {
        FileNode tar = new FileNode.RegularFile(
                "os.tar", FileMetadata.ofRoot(0644, TestSystem.DATE), FileContent.of(new byte[0]));
        Layer layer = Layer.write(List.of(tar), Compression.GZIP, Files.createTempFile(directory, "layer", ""));
        Map<String, String> labels = new TreeMap<>(TestSystem.labels(system.version()));
        labels.putAll(moreLabels);
        var configuration = new ImageConfiguration(
                Platform.linux(architecture),
                TestSystem.DATE,
                ExecutionConfig.ofCommand("/bin/sh"),
                new TreeMap<>(labels),
                List.of(layer.diffId()));
        Image platform = Image.of(NAME, configuration, List.of(layer.blob()), labels);
        SlotImage slotImage;
        try (var content = Files.newInputStream(updateImage)) {
            slotImage = SlotImageWriter.write(
                    system.version(), "x86_64", content, Files.createTempFile(directory, "frames", ""));
        }
        AttachedManifest attached = slotImage.attachedTo(platform.digest());
        Blob.Document index = new ImageIndex(List.of(
                        platform.manifest().descriptor().withPlatform(Platform.linux(architecture)),
                        attached.descriptor()))
                .encode();
        var blobs = new ArrayList<Blob>(platform.blobs());
        blobs.add(platform.manifest());
        blobs.addAll(attached.blobs());
        blobs.add(index);
        return new TestImage(platform, slotImage, index.descriptor(), blobs);
    }

    Digest digest() {
        return top.digest();
    }

    /** Puts it into a layout, signed; gives its name. */
    String addTo(Path layout, String tag, TestSigner... signers) throws IOException {
        addTo(new LayoutWriter(NAME, layout), tag, signers);
        return "oci:" + layout + ":" + tag;
    }

    void addTo(ImageRepository repository, String tag, TestSigner... signers) throws IOException {
        repository.add(top, blobs, tag);
        for (TestSigner signer : signers) {
            new ImageSigner(signer).sign(repository, digest(), "example.org/kubeos:" + tag, Map.of());
        }
    }
}
