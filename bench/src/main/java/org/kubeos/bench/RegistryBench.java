package org.kubeos.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Progress;
import org.kubeos.testkit.DockerRegistry;

/** Pushing to and pulling from docker-registry on this machine, against skopeo. Started by {@code bench/registry}. */
final class RegistryBench {

    private static final int LAYER_MB = 400;

    private final Path work;
    private final Commands commands;
    private final Path layout;
    private final Image image;
    private Optional<DockerRegistry> registry = Optional.empty();

    private RegistryBench(Path work) throws IOException {
        this.work = work;
        this.commands = new Commands(work);
        this.layout = work.resolve("layout");
        Files.createDirectories(layout.resolve("blobs/sha256"));
        this.image = image();
    }

    /** @param arguments the directory to work in, and the number of rounds */
    public static void main(String[] arguments) throws IOException {
        var bench = new RegistryBench(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println("### A layer of " + LAYER_MB + " MB, in "
                + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB of heap\n");
        // Each push meets a registry that has nothing yet.
        new Contest()
                .add("kbimg: push", bench::startEmpty, () -> bench.push(bench.host()))
                .add("`skopeo copy oci:… docker://…`", bench::startEmpty, () -> bench.pushBySkopeo(bench.host()))
                .run(rounds)
                .print();
        new Contest()
                .add("kbimg: pull, every digest checked", () -> bench.pull(bench.host()))
                .add("`skopeo copy docker://… dir:…`", () -> bench.pullBySkopeo(bench.host()))
                .run(rounds)
                .print();
        bench.registry.orElseThrow().close();
    }

    private void startEmpty() throws IOException {
        registry.ifPresent(DockerRegistry::close);
        Path directory = work.resolve("registry");
        commands.run("rm", "-rf", directory.toString());
        registry = Optional.of(DockerRegistry.start(directory));
    }

    private String host() {
        return registry.orElseThrow().host();
    }

    private void push(String host) throws IOException {
        try (var client = client(host)) {
            client.push(image, ImageReference.parse(host + "/kubeos:v1"));
        }
    }

    private void pushBySkopeo(String host) throws IOException {
        commands.run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "oci:" + layout + ":v1",
                "docker://" + host + "/kubeos:v1");
    }

    private void pull(String host) throws IOException {
        try (var client = client(host);
                OutputStream out = Files.newOutputStream(work.resolve("layer"))) {
            Descriptor layer = image.layers().getFirst().descriptor();
            var repository = client.repository(ImageReference.parse(host + "/kubeos:v1"));
            repository.resolve();
            try (InputStream in = new VerifiedContent(repository.open(layer, 0), layer, host)) {
                in.transferTo(out);
            }
        }
    }

    private void pullBySkopeo(String host) throws IOException {
        commands.run(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--src-tls-verify=false",
                "docker://" + host + "/kubeos:v1",
                "dir:" + work.resolve("pulled"));
    }

    private static RegistryClient client(String host) {
        return new RegistryClient(
                RegistrySettings.ofUser(new ApplicationName("bench")).with(host, HostSettings.INSECURE),
                Progress.SILENT);
    }

    /** Random bytes in gzip's clothes, so that skopeo, too, takes the layer as compressed already. */
    private Image image() throws IOException {
        Path file = work.resolve("layer.gz");
        var digesting = new DigestOutputStream(Files.newOutputStream(file), Digest.algorithm());
        var random = new Random(1);
        var block = new byte[1_000_000];
        try (var out = new GZIPOutputStream(digesting, 1 << 16) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            for (int i = 0; i < LAYER_MB; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        var layer = new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(digesting.getMessageDigest()), Files.size(file));
        Path stored = Files.move(file, blob(layer));
        Blob.Document config = document(
                MediaTypes.CONFIG,
                "{\"architecture\": \"amd64\", \"os\": \"linux\", \"rootfs\": {\"type\":"
                        + " \"layers\", \"diff_ids\": [\"" + layer.digest() + "\"]}}");
        Blob.Document manifest = document(
                MediaTypes.MANIFEST,
                "{\"schemaVersion\": 2, \"mediaType\": \"" + MediaTypes.MANIFEST + "\", \"config\": "
                        + json(config.descriptor()) + ", \"layers\": [" + json(layer) + "]}");
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        var named = manifest.descriptor().withAnnotations(Map.of("org.opencontainers.image.ref.name", "v1"));
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\": 2, \"manifests\": ["
                        + json(named)
                                .replaceFirst(
                                        "}$", ", \"annotations\": {\"org.opencontainers.image.ref.name\": \"v1\"}}")
                        + "]}");
        return new Image(manifest, config, List.of(new Blob.StoredFile(layer, stored)));
    }

    private Blob.Document document(String mediaType, String json) throws IOException {
        var document = Blob.Document.of(mediaType, json.getBytes(StandardCharsets.UTF_8));
        Files.write(blob(document.descriptor()), document.content());
        return document;
    }

    private Path blob(Descriptor descriptor) {
        return layout.resolve("blobs/sha256").resolve(descriptor.digest().hex());
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\": \"" + descriptor.mediaType() + "\", \"digest\": \"" + descriptor.digest()
                + "\", \"size\": " + descriptor.size() + "}";
    }
}
