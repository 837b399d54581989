package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.process.Progress;

/** Several artifacts of one root file system, and some outputs only. */
class NodeBuildTest {

    private static final Set<String> WHOLE = Set.of("manifest.json", "provenance.json", "SHA256SUMS");

    @TempDir
    Path directory;

    private ImageConfig config;

    @BeforeEach
    void makeRootFileSystem() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        Path archive = SmallArchive.pack(root, directory.resolve("root.tar"));
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), """
                version: v1
                distribution: debian
                source: {archive: %s}
                agent: none
                """.formatted(archive));
        config = new ConfigReader(List.of("debian")).read(file, List.of());
    }

    private Path build(String name, ArtifactSelection selection) throws IOException {
        Path output = directory.resolve(name);
        var context = new BuildContext(
                BuildInfo.load(), Instant.parse("2026-01-01T00:00:00Z"), directory.resolve("cache"), Progress.SILENT);
        try (var build = new NodeBuild(config, selection)) {
            assertThat(build.plan().outputs())
                    .extracting(Output::name)
                    .containsExactlyElementsOf(build.build(output, context).files().stream()
                            .map(file -> String.valueOf(file.getFileName()))
                            .toList());
        }
        return output;
    }

    private static ArtifactSelection of(ArtifactKind... kinds) {
        return new ArtifactSelection(List.of(kinds), Optional.empty(), List.of());
    }

    private static ArtifactSelection only(String... names) {
        return new ArtifactSelection(List.of(ArtifactKind.VM_IMAGE), Optional.empty(), List.of(names));
    }

    /** Paths of all outputs but blobs, which are named by digests: the config's destinations are among what an image tells. */
    private static List<String> names(Path output) throws IOException {
        return digests(output).keySet().stream()
                .filter(name -> !name.startsWith("oci/blobs/"))
                .toList();
    }

    /** Digests of all files but those that tell of the whole build, by their paths. */
    private static SortedMap<String, Digest> digests(Path directory) throws IOException {
        var digests = new TreeMap<String, Digest>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!WHOLE.contains(String.valueOf(file.getFileName()))) {
                    digests.put(directory.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
                }
            }
        }
        return digests;
    }

    private static JsonNode manifest(Path directory) throws IOException {
        return new ObjectMapper().readTree(directory.resolve("manifest.json").toFile());
    }

    @Test
    void artifactsOfOneBuildHaveTheBytesOfBuildsOfTheirOwn() throws IOException {
        SortedMap<String, Digest> expected = digests(build("vm", of(ArtifactKind.VM_IMAGE)));
        expected.putAll(digests(build("upgrade", of(ArtifactKind.UPGRADE_IMAGE))));

        Path together = build("both", of(ArtifactKind.UPGRADE_IMAGE, ArtifactKind.VM_IMAGE));

        assertThat(expected).containsKeys("system.qcow2", "update.img", "kubeos.tar", "oci/index.json");
        assertThat(digests(together)).isEqualTo(expected);
        assertThat(manifest(together).at("/artifact").asText()).isEqualTo("vm-image+upgrade-image");
        assertThat(manifest(together).at("/outputs"))
                .extracting(output -> output.at("/name").asText())
                .containsExactly(
                        "system.qcow2",
                        "update.img",
                        "kubeos.tar",
                        "sbom.cdx.json",
                        "sbom.spdx.json",
                        "provenance.json");
        assertThat(manifest(together).at("/images/0/digest").asText()).startsWith("sha256:");
    }

    @Test
    void onlyLeavesOutTheOtherFilesAndChangesNone() throws IOException {
        SortedMap<String, Digest> all = digests(build("all", of(ArtifactKind.VM_IMAGE)));
        for (String name : all.keySet()) {
            Path one = build("only-" + name, only(name));
            assertThat(digests(one)).containsExactly(Map.entry(name, all.get(name)));
            assertThat(manifest(one).at("/outputs")).hasSize(1);
            assertThat(manifest(one).at("/outputs/0/name").asText()).isEqualTo(name);
        }
    }

    @Test
    void refusesOptionsThatAreForNoneOfTheArtifacts() {
        assertThatThrownBy(() -> new NodeBuild(config, only("sytem.qcow2")))
                .isInstanceOf(UsageException.class)
                .hasMessage("--only: no output is called 'sytem.qcow2'. The outputs are SHA256SUMS, kubeos.tar,"
                        + " manifest.json, provenance.json, sbom.cdx.json, sbom.spdx.json, system.qcow2, update.img.");
        assertThatThrownBy(() -> new NodeBuild(config, only("manifest.json")))
                .hasMessage("--only names no output of vm-image. Name one, or leave that artifact out.");
        assertThatThrownBy(() -> new ArtifactSelection(
                        List.of(ArtifactKind.UPGRADE_IMAGE), Optional.of(DiskFormat.RAW), List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessage("--format is the format of a vm-image's disk, but only upgrade-image is to be built. Leave"
                        + " out --format, or add the artifact vm-image.");
        assertThatThrownBy(() -> of(ArtifactKind.VM_IMAGE, ArtifactKind.ADMIN_IMAGE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("kbimg create admin-image");
    }

    /** A registry that takes what {@code accepted} says, and refuses the rest. */
    private HttpServer registry(Set<String> accepted) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Location", "/v2/os/blobs/uploads/1");
                boolean known = accepted.contains(exchange.getRequestMethod());
                exchange.sendResponseHeaders(known ? 202 : 403, -1);
            }
        });
        server.start();
        return server;
    }

    private ImageConfig pushingTo(HttpServer registry) throws IOException {
        String host = "localhost:" + registry.getAddress().getPort();
        return new ConfigReader(List.of("debian"))
                .read(
                        directory.resolve("kbimg.yaml"),
                        List.of(
                                "upgradeImage.push=[" + host + "/os]",
                                "registries=[{host: '" + host + "', insecure: true}]"));
    }

    @Test
    void aRegistryThatTakesNothingStopsTheBuildBeforeItBegins() throws IOException {
        HttpServer registry = registry(Set.of());
        try {
            config = pushingTo(registry);
            assertThatThrownBy(() -> build("out", of(ArtifactKind.VM_IMAGE, ArtifactKind.UPGRADE_IMAGE)))
                    .isInstanceOf(OciException.class)
                    .hasMessageContaining("starting an upload failed");
            assertThat(directory.resolve("out")).doesNotExist();
        } finally {
            registry.stop(0);
        }
    }

    @Test
    void aFailedPushKeepsWhatWasMade() throws IOException {
        SortedMap<String, Digest> expected = digests(build("expected", of(ArtifactKind.UPGRADE_IMAGE)));
        HttpServer registry = registry(Set.of("POST", "DELETE"));
        try {
            config = pushingTo(registry);
            Path output = directory.resolve("out");
            String name = "localhost:" + registry.getAddress().getPort() + "/os:v1";
            assertThatThrownBy(() -> build("out", of(ArtifactKind.UPGRADE_IMAGE)))
                    .isInstanceOf(BuildException.class)
                    .hasMessageContaining("Can't push " + name)
                    .hasMessageEndingWith("The outputs are complete in " + output + ". Push the image from there:\n"
                            + "  skopeo copy --dest-tls-verify=false --all oci:" + output + "/oci:v1 docker://" + name);
            assertThat(names(output)).isEqualTo(names(directory.resolve("expected")));
            assertThat(digests(output)).containsEntry("kubeos.tar", expected.get("kubeos.tar"));
            assertThat(manifest(output).at("/images/0/name").asText()).isEqualTo("oci:oci:v1");
        } finally {
            registry.stop(0);
        }
    }
}
