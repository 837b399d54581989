package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.testkit.DebianPackages;
import org.kubeos.testkit.Tool;

/**
 * Images for pods, in one OCI archive with one layer: Debian's busybox. Nodes import it with {@code ctr --namespace k8s.io
 * images import}, and containers have {@code imagePullPolicy: Never}. The same busybox makes the same bytes.
 *
 * @param archive an OCI image layout as a tar archive
 */
public record PodImages(Path archive) {

    /** Does nothing until it is told to end: containerd's {@code sandbox_image}. */
    public static final String PAUSE = "registry.example.org/pause:1";

    /** Runs {@code sh} unless told otherwise. It has busybox's commands, and a page in {@code /www} for its {@code httpd}. */
    public static final String BUSYBOX = "registry.example.org/busybox:1";

    private static final String PAGE = "It works.\n";

    // The first process of a container has no default actions for signals.
    private static final String PAUSE_COMMAND =
            "[\"/bin/sh\", \"-c\", \"trap 'exit 0' INT TERM; while :; do sleep 86400 & wait $!; done\"]";

    private static final String MEDIA_TYPE = "application/vnd.oci.image.";

    /**
     * Makes the archive, from the package busybox-static of the host's package sources.
     *
     * @param directory is created; packages that an earlier call left there are used again
     */
    public static PodImages make(Path directory) throws IOException {
        Path busybox =
                DebianPackages.unpack(directory, List.of("busybox-static")).resolve("bin/busybox");
        Path root = Files.createTempDirectory(directory, "root");
        Path layout = Files.createTempDirectory(directory, "layout");
        fill(root, busybox);
        Files.createDirectories(layout.resolve("blobs/sha256"));
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
        Path layer = directory.resolve("layer.tar");
        pack(root, layer);
        String layerDigest = addBlob(layout, Files.readAllBytes(layer));
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\": 2, \"manifests\": ["
                        + manifest(layout, PAUSE, "\"Entrypoint\": " + PAUSE_COMMAND, layerDigest)
                        + ", "
                        + manifest(layout, BUSYBOX, "\"Cmd\": [\"/bin/sh\"]", layerDigest)
                        + "]}");
        Path archive = directory.resolve("pod-images.tar");
        pack(layout, archive);
        Tool.run("rm", "-r", "--", root.toString(), layout.toString(), layer.toString())
                .expectSuccess();
        return new PodImages(archive);
    }

    private static void fill(Path root, Path busybox) throws IOException {
        for (String name : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "www")) {
            Files.createDirectory(root.resolve(name));
        }
        Files.copy(busybox, root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String command :
                Tool.run(busybox.toString(), "--list").expectSuccess().lines()) {
            if (!command.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
            }
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
        Files.writeString(root.resolve("www/index.html"), PAGE);
        Tool.run("chmod", "-R", "u=rwX,go=rX", root.toString()).expectSuccess();
        Tool.run("chmod", "1777", root.resolve("tmp").toString()).expectSuccess();
    }

    private static void pack(Path directory, Path archive) {
        Tool.run(
                        "tar",
                        "--create",
                        "--file=" + archive,
                        "--directory=" + directory,
                        "--sort=name",
                        "--mtime=@0",
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        ".")
                .expectSuccess();
    }

    /** Returns the descriptor of an image whose config and manifest it adds. */
    private static String manifest(Path layout, String name, String command, String layer) throws IOException {
        String architecture =
                Tool.run("dpkg", "--print-architecture").expectSuccess().text().strip();
        String config = "{\"architecture\": \"" + architecture + "\", \"os\": \"linux\", \"config\": {\"Env\": "
                + "[\"PATH=/bin\"], " + command + "}, \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\"" + layer
                + "\"]}}";
        String manifest = "{\"schemaVersion\": 2, \"mediaType\": \"" + MEDIA_TYPE + "manifest.v1+json\", \"config\": "
                + descriptor(layout, "config.v1+json", addBlob(layout, config), "")
                + ", \"layers\": ["
                + descriptor(layout, "layer.v1.tar", layer, "")
                + "]}";
        // containerd reads the first annotation, and everybody else the second one.
        String annotations = List.of("io.containerd.image.name", "org.opencontainers.image.ref.name").stream()
                .map(key -> "\"" + key + "\": \"" + name + "\"")
                .collect(Collectors.joining(", "));
        return descriptor(
                layout, "manifest.v1+json", addBlob(layout, manifest), ", \"annotations\": {" + annotations + "}");
    }

    private static String descriptor(Path layout, String mediaType, String digest, String more) throws IOException {
        return "{\"mediaType\": \"%s%s\", \"digest\": \"%s\", \"size\": %d%s}"
                .formatted(MEDIA_TYPE, mediaType, digest, Files.size(blob(layout, digest)), more);
    }

    private static String addBlob(Path layout, String text) throws IOException {
        return addBlob(layout, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String addBlob(Path layout, byte[] content) throws IOException {
        try {
            String digest = "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            Files.write(blob(layout, digest), content);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }
}
