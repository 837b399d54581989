package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.slotimage.Chunk;
import org.kubeos.slotimage.Chunker;
import org.kubeos.slotimage.Frames;
import org.kubeos.slotimage.SlotImage;
import org.kubeos.testkit.Cosign;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.Veritysetup;

/** The example as a signed upgrade image: pushed to a real registry, looked at by real clients, and made a disk of again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedOutputs.class)
class UpgradeImageIT {

    private static final String NO_TLS = "--tls-verify=false";

    private final BuiltImage example = BuiltImage.example();

    @TempDir
    static Path temp;

    private DockerRegistry registry;

    /** Outputs of the same config, which names the registry to the node: the example doesn't. */
    private Path reference;

    private String pushed;
    private Path layout;
    private String digest;

    @BeforeAll
    void createAndPush() throws IOException {
        registry = DockerRegistry.start(temp.resolve("registry"));
        pushed = registry.host() + "/os/kubeos";
        layout = temp.resolve("layout");
        kbimg("key", "generate", "-o", temp.resolve("release").toString(), "--no-passphrase");
        reference = temp.resolve("reference");
        kbimg(
                "create",
                "vm-image",
                "-f",
                config("source: {archive: " + example.file("kubeos.tar") + "}"),
                "-o",
                reference.toString());
        String output = kbimg(
                "create",
                "upgrade-image",
                "-f",
                config("source: {archive: " + example.file("kubeos.tar") + "}"),
                "-o",
                temp.resolve("out").toString(),
                "--set=signing={key: " + temp.resolve("release.key") + "}",
                "--set=upgradeImage={push: [" + pushed + "], layout: " + layout + ", dockerArchive: "
                        + temp.resolve("out/image.tar") + "}");
        assertThat(output).contains("warning: The layer holds the password hashes of root. ");
        digest = output.lines().toList().getLast();
    }

    @AfterAll
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    /** With half the heap that other tests give: the size of an image must not matter to it. */
    private static String kbimg(String... arguments) {
        var command = new ArrayList<>(Product.command(arguments));
        command.replaceAll(argument -> argument.startsWith("-Xmx") ? "-Xmx128m" : argument);
        command.addAll(0, List.of("env", "KBIMG_CACHE=" + Product.CACHE));
        return Tool.run(command, new byte[0]).expectSuccess().text();
    }

    private String config(String source) throws IOException {
        String text = Files.readString(Product.EXAMPLE).replaceFirst("(?m)^source:\\n(  .*\\n)+", source + "\n")
                + "registries: [{host: '" + registry.host() + "', insecure: true}]\n";
        return Files.writeString(Files.createTempFile(temp, "config", ".yaml"), text)
                .toString();
    }

    @Test
    void everyDestinationHasTheDigestThatIsPrintedAndInTheManifest() throws IOException {
        assertThat(digest).matches("sha256:[0-9a-f]{64}");
        assertThat(Skopeo.digest("docker://" + pushed + ":v1", NO_TLS)).isEqualTo(digest);
        assertThat(Skopeo.digest("oci:" + layout + ":v1")).isEqualTo(digest);
        // Docker's format has no index, and so no place for what comes with the image.
        assertThat(Skopeo.digest("oci-archive:" + temp.resolve("out/image.tar")))
                .isEqualTo(image("docker://" + pushed + ":v1", NO_TLS));
        assertThat(Files.readString(temp.resolve("out/manifest.json")))
                .contains("\"name\" : \"" + pushed + ":v1\",\n      \"digest\" : \"" + digest + "\"");
    }

    /** The digest of the image that an index names first. */
    private static String image(String reference, String... options) throws IOException {
        return new ObjectMapper()
                .readTree(Skopeo.manifest(reference, options))
                .at("/manifests/0/digest")
                .asText();
    }

    @Test
    void cosignVerifiesTheImageAndItsStatements() throws IOException {
        var cosign = new Cosign(temp);
        String[] offline = {"--insecure-ignore-tlog=true", "--private-infrastructure=true"};
        String key = temp.resolve("release.pub").toString();

        cosign.run("verify", "--key", key, "-a", "version=v1", offline[0], offline[1], pushed + ":v1")
                .expectSuccess();
        String image = pushed + "@" + image("docker://" + pushed + ":v1", NO_TLS);
        for (String type : List.of("cyclonedx", "spdxjson", "slsaprovenance1")) {
            cosign.run("verify-attestation", "--key", key, "--type", type, offline[0], offline[1], image)
                    .expectSuccess();
        }
        String trusting = config("source: {repository: host}\ntrust: {keys: ['" + key + "']}");
        assertThat(kbimg("verify", "-f", trusting, pushed + ":v1")).contains(digest, "version=v1");
        kbimg("key", "generate", "-o", temp.resolve("other").toString(), "--no-passphrase");
        assertThat(cosign.run(
                                "verify",
                                "--key",
                                temp.resolve("other.pub").toString(),
                                offline[0],
                                offline[1],
                                pushed + ":v1")
                        .exitCode())
                .isNotZero();
    }

    @Test
    void whatIsPulledHoldsTheArchive() {
        Path copy = temp.resolve("copy");
        Skopeo.copy("docker://" + pushed + ":v1", "oci:" + copy + ":v1", "--src-tls-verify=false");
        Tool.run(
                        "umoci",
                        "unpack",
                        "--rootless",
                        "--image",
                        copy + ":v1",
                        temp.resolve("bundle").toString())
                .expectSuccess();

        Tool.run(
                        "cmp",
                        reference.resolve("kubeos.tar").toString(),
                        temp.resolve("bundle/rootfs/os.tar").toString())
                .expectSuccess();
        Tool.run("rm", "-rf", temp.resolve("bundle").toString(), copy.toString())
                .expectSuccess();
    }

    @Test
    void imageTellsWhatItIsMadeOf() {
        String described = Tool.run("skopeo", "inspect", "oci:" + layout + ":v1")
                .expectSuccess()
                .text();

        assertThat(described)
                .contains(
                        "\"org.opencontainers.image.version\": \"v1\"",
                        "\"org.opencontainers.image.created\": \"2026-01-01T00:00:00Z\"",
                        "\"org.opencontainers.image.revision\": \"sha256:",
                        "\"org.kubeos.image.distribution\": \"debian\"",
                        "\"org.kubeos.image.architecture\": \"x86_64\"",
                        "\"org.kubeos.image.firmware\": \"uefi\"",
                        "\"org.kubeos.image.packages\": \"sha256:");
        String inspected = kbimg("inspect", "-f", anyConfig(), pushed + "@" + digest);
        assertThat(inspected)
                .contains(digest, "NAME=KubeOS", "VERSION_ID=v1")
                .containsPattern("\\d{3} packages")
                .contains("password hashes of root\n");
    }

    private String anyConfig() {
        try {
            return config("source: {repository: host}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SlotImage slotImage(Path layout) throws IOException {
        var store = LayoutStore.open(layout, Optional.of("v1"));
        return SlotImage.find(ResolvedImage.of(store, Platform.linux("amd64"), "the layout"))
                .orElseThrow();
    }

    /** Puts the content together from its chunks, as a node does. */
    private static void assemble(SlotImage slot, Path file) throws IOException {
        var chunk = new byte[Chunker.MAX_SIZE];
        try (var content = Files.newOutputStream(file)) {
            for (Chunk part : slot.index().chunks()) {
                byte[] frame;
                try (var in = slot.frames().open(part.storedOffset())) {
                    frame = in.readNBytes(part.storedLength());
                }
                Frames.decompress(part, frame, chunk, "the layout");
                content.write(chunk, 0, part.length());
            }
        }
    }

    @Test
    void slotImageIsTheUpdateImageOfADisk() throws IOException {
        Path copy = temp.resolve("everything");
        Skopeo.copy("docker://" + pushed + ":v1", "oci:" + copy + ":v1", "--all", "--src-tls-verify=false");
        assertThat(Skopeo.digest("oci:" + copy + ":v1")).isEqualTo(digest);

        SlotImage slot = slotImage(copy);
        Path content = temp.resolve("slot.img");
        assemble(slot, content);

        Path update = reference.resolve("update.img");
        Tool.run("cmp", update.toString(), content.toString()).expectSuccess();
        assertThat(slot.config().verityRoot()).contains(Veritysetup.rootHash(update, temp.resolve("hashes")));
        assertThat(kbimg("inspect", "oci:" + copy + ":v1"))
                .contains("  attestation-manifest\n", "  slot-image\n", "slot image: v1 for x86_64, ")
                .contains("verity root hash " + slot.config().verityRoot().orElseThrow() + "\n");
        Tool.run("rm", "-rf", copy.toString(), content.toString()).expectSuccess();
    }

    /** With an incompressible file of 1 MB more, a node fetches the chunk index and the chunks that it doesn't have. */
    @Test
    void nextVersionCostsAtMostTwiceWhatChanged() throws IOException {
        var file = new byte[1_000_000];
        new Random(1).nextBytes(file);
        Path added = Files.write(temp.resolve("firmware.bin"), file);
        Path out = temp.resolve("next");
        kbimg(
                "create",
                "upgrade-image",
                "-f",
                config("source: {archive: " + example.file("kubeos.tar") + "}"),
                "-o",
                out.toString(),
                "--set=files=[{source: " + added + ", target: /usr/lib/vendor/firmware.bin}]");
        SlotImage before = slotImage(layout);
        SlotImage after = slotImage(out.resolve("oci"));
        Set<Digest> held = before.index().chunks().stream().map(Chunk::digest).collect(Collectors.toSet());

        Map<Digest, Chunk> missing = after.index().chunks().stream()
                .filter(chunk -> !held.contains(chunk.digest()))
                .collect(Collectors.toMap(Chunk::digest, Function.identity(), (first, _) -> first));

        long fetched = missing.values().stream().mapToLong(Chunk::storedLength).sum()
                + after.attachedTo(Digest.of(file)).blobs().stream()
                        .map(Blob::descriptor)
                        .filter(part -> part.mediaType().equals(SlotImage.INDEX))
                        .mapToLong(Descriptor::size)
                        .sum();
        assertThat(fetched)
                .isBetween((long) file.length, 2L * file.length)
                .isLessThan(after.frames().descriptor().size() / 10);
        BuiltImage.delete(out);
    }

    /** Round trip: a disk of the image is that of the packages, to the bit. */
    @Test
    void diskOfTheImageIsTheDiskOfTheConfig() throws IOException {
        Path out = temp.resolve("disk");
        kbimg(
                "create",
                "vm-image",
                "-f",
                config("source: {image: '" + pushed + ":v1', insecure: true}"),
                "-o",
                out.toString());

        for (String name : List.of("kubeos.tar", "system.qcow2", "update.img")) {
            Tool.run(
                            "cmp",
                            reference.resolve(name).toString(),
                            out.resolve(name).toString())
                    .expectSuccess();
        }
        assertThat(Files.readString(out.resolve("manifest.json")))
                .contains("\"name\" : \"" + pushed + ":v1\",\n      \"digest\" : \"" + digest + "\"");
        BuiltImage.delete(out);
    }

    @Test
    void indexGivesEachPlatformItsImage() throws IOException {
        kbimg(
                "create",
                "upgrade-image",
                "-f",
                config("source: {archive: " + example.file("kubeos.tar") + "}"),
                "-o",
                temp.resolve("arm").toString(),
                "--set=architecture=aarch64",
                "--set=agent=none",
                "--set=upgradeImage.compression=zstd");

        String index = kbimg(
                        "index", "-f", anyConfig(), pushed + ":all", pushed + ":v1", "oci:" + temp.resolve("arm/oci"))
                .lines()
                .toList()
                .getLast();

        assertThat(Skopeo.digest("docker://" + pushed + ":all", NO_TLS, "--override-arch=amd64"))
                .isEqualTo(index);
        assertThat(new String(Skopeo.manifest("docker://" + pushed + ":all", NO_TLS), StandardCharsets.UTF_8))
                .contains(
                        "application/vnd.oci.image.index.v1+json",
                        image("docker://" + pushed + ":v1", NO_TLS),
                        image("oci:" + temp.resolve("arm/oci") + ":v1"),
                        "arm64",
                        "amd64");
        Skopeo.copy("docker://" + pushed + ":all", "dir:" + temp.resolve("all"), "--all", "--src-tls-verify=false");
    }
}
