package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.MediaTypes;

/** Images whose layers are random bytes: registries look at digests only. */
final class TestImage {

    private TestImage() {}

    /** @param sizes of the layers in bytes */
    static Image create(Path directory, long seed, int... sizes) throws IOException {
        return create(directory, "amd64", seed, sizes);
    }

    static Image create(Path directory, String architecture, long seed, int... sizes) throws IOException {
        var random = new Random(seed);
        var layers = new ArrayList<Blob>();
        for (int size : sizes) {
            var content = new byte[size];
            random.nextBytes(content);
            Path file = Files.write(Files.createTempFile(directory, "layer", ""), content);
            layers.add(new Blob.StoredFile(Descriptor.of(MediaTypes.LAYER_GZIP, content), file));
        }
        Blob.Document config = document(MediaTypes.CONFIG, """
                {"architecture": "%s", "os": "linux", "config": {"Cmd": ["/bin/sh"]},
                 "rootfs": {"type": "layers", "diff_ids": [%s]}}""".formatted(
                        architecture,
                        layers.stream()
                                .map(layer -> '"' + layer.descriptor().digest().toString() + '"')
                                .collect(Collectors.joining(","))));
        Blob.Document manifest = document(MediaTypes.MANIFEST, """
                {"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}""".formatted(
                        MediaTypes.MANIFEST,
                        inJson(config.descriptor()),
                        layers.stream().map(layer -> inJson(layer.descriptor())).collect(Collectors.joining(","))));
        return new Image(manifest, config, layers);
    }

    /** The digest of all that {@code in} gives. */
    static Digest digest(InputStream in) throws IOException {
        var digesting = Digest.reading(in);
        digesting.transferTo(OutputStream.nullOutputStream());
        return Digest.of(digesting.getMessageDigest());
    }

    static Stream<Descriptor> content(Image image) {
        return Stream.concat(image.blobs().stream(), Stream.of(image.manifest()))
                .map(Blob::descriptor);
    }

    static List<Descriptor> layers(Image image) {
        return image.layers().stream().map(Blob::descriptor).toList();
    }

    private static Blob.Document document(String mediaType, String json) {
        return Blob.Document.of(mediaType, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String inJson(Descriptor descriptor) {
        return "{\"mediaType\": \"" + descriptor.mediaType() + "\", \"digest\": \"" + descriptor.digest()
                + "\", \"size\": " + descriptor.size() + "}";
    }
}
