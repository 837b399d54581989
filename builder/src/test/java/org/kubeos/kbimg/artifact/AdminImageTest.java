package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.sbom.Statement;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.kbimg.rootfs.Base;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.oci.Digest;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

/** The administrator's container on top of a small base: what describes it, beside it and in it. */
class AdminImageTest {

    private static final List<String> DOCUMENTS = List.of("sbom.cdx.json", "sbom.spdx.json", "provenance.json");
    private static final String PACKAGE = "pkg:deb/small/openssh-server@1:9.2p1-2?arch=amd64";

    @TempDir
    Path directory;

    private LoadedConfig config;
    private Base base;

    @BeforeEach
    void makeBase() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        Files.createDirectories(root.resolve("var/lib/dpkg"));
        Files.writeString(root.resolve("var/lib/dpkg/status"), """
                Package: openssh-server
                Status: install ok installed
                Architecture: amd64
                Version: 1:9.2p1-2
                """);
        Files.writeString(root.resolve("etc/shadow"), "root::20000::::::\n");
        var archive = new PackageDescription(
                "openssh-server",
                "1:9.2p1-2",
                "amd64",
                new DataSize(1000),
                Optional.empty(),
                "http://mirror.example.org/openssh-server.deb",
                "sha256:" + "1".repeat(64));
        base = new Base(SmallArchive.pack(root, directory.resolve("base.tar")), true, List.of(archive));
        Files.writeString(directory.resolve("hostshell"), "the program");
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), """
                version: v1
                distribution: debian
                source: {repository: host}
                hostname: node
                upgradeImage: {push: [registry.example.org/kubeos]}
                adminImage: {layout: '%1$s/layout', hostshell: '%1$s/hostshell'}
                """.formatted(directory));
        config = new ConfigReader(List.of("debian")).load(file, List.of());
    }

    private Path build(String name) throws IOException {
        Path output = directory.resolve(name);
        var context = new BuildContext(
                BuildInfo.load(),
                Instant.parse("2026-01-01T00:00:00Z"),
                directory.resolve("cache"),
                Progress.SILENT,
                config.given(),
                Optional.empty());
        new AdminImage(config.config()).build(() -> base, output, context);
        return output;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> names(JsonNode array) {
        var names = new ArrayList<String>();
        array.forEach(element -> names.add(element.at("/name").asText()));
        return names;
    }

    @Test
    void theManifestAndTheDigestsCoverTheDocuments() throws IOException {
        Path out = build("out");

        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder(
                        "sbom.cdx.json", "sbom.spdx.json", "provenance.json", "manifest.json", "SHA256SUMS");
        JsonNode outputs = json(out.resolve("manifest.json")).at("/outputs");
        assertThat(names(outputs)).isEqualTo(DOCUMENTS);
        for (JsonNode output : outputs) {
            Path file = out.resolve(output.at("/name").asText());
            assertThat("sha256:" + output.at("/sha256").asText())
                    .isEqualTo(Digest.of(Files.readAllBytes(file)).toString());
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(Files.getPosixFilePermissions(out.resolve("manifest.json")));
        }
        assertThat(Tool.run("env", "-C", out.toString(), "sha256sum", "--check", "--strict", "SHA256SUMS")
                        .expectSuccess()
                        .lines())
                .containsExactly("sbom.cdx.json: OK", "sbom.spdx.json: OK", "provenance.json: OK", "manifest.json: OK");
    }

    @Test
    void theBillHasThePackagesAndWhatWasAddedToThem() throws IOException {
        JsonNode bill = json(build("out").resolve("sbom.cdx.json"));

        assertThat(bill.at("/metadata/component/type").asText()).isEqualTo("container");
        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("kubeos-admin");
        assertThat(names(bill.at("/components")))
                .containsExactly(
                        "openssh-server",
                        "/etc/shadow",
                        "/usr/bin/hostshell",
                        "/usr/lib/kubeos/admin-entrypoint",
                        "/usr/lib/kubeos/admin-sshd_config");
        assertThat(bill.at("/components/2/hashes/0/content").asText())
                .isEqualTo(Digest.of("the program".getBytes(StandardCharsets.UTF_8))
                        .hex());
    }

    @Test
    void provenanceTellsOfTheImageAndOfItsPackages() throws IOException {
        JsonNode statement = json(build("out").resolve("provenance.json"));

        assertThat(statement.at("/predicateType").asText()).isEqualTo(Statement.PROVENANCE);
        assertThat(names(statement.at("/subject"))).containsExactly("sbom.cdx.json", "sbom.spdx.json", "oci:layout:v1");
        assertThat("sha256:" + statement.at("/subject/2/digest/sha256").asText())
                .isEqualTo(json(directory.resolve("layout/index.json"))
                        .at("/manifests/0/digest")
                        .asText());
        JsonNode definition = statement.at("/predicate/buildDefinition");
        assertThat(definition.at("/externalParameters/artifacts"))
                .extracting(JsonNode::asText)
                .containsExactly("admin-image");
        assertThat(definition
                        .at("/externalParameters/config/adminImage/hostshell")
                        .asText())
                .isEqualTo("hostshell");
        JsonNode materials = definition.at("/resolvedDependencies");
        assertThat(names(materials)).containsExactly("config", "openssh-server");
        assertThat(materials.at("/1/uri").asText()).isEqualTo(PACKAGE);
        assertThat(materials.at("/1/digest/sha256").asText()).isEqualTo("1".repeat(64));
        assertThat(statement.toString()).doesNotContain(directory.toString());
    }

    @Test
    void theImageCarriesStatementsAboutItself() throws IOException {
        Path out = build("out");
        Path layout = directory.resolve("layout");
        JsonNode index = blob(layout, json(layout.resolve("index.json")).at("/manifests/0"));
        JsonNode image = index.at("/manifests/0");

        var types = new ArrayList<String>();
        for (JsonNode layer : blob(layout, index.at("/manifests/1")).at("/layers")) {
            JsonNode statement = blob(layout, layer);
            types.add(statement.at("/predicateType").asText());
            assertThat(names(statement.at("/subject"))).containsExactly("kubeos-admin");
            assertThat("sha256:" + statement.at("/subject/0/digest/sha256").asText())
                    .isEqualTo(image.at("/digest").asText());
            if (types.getLast().equals(Statement.CYCLONE_DX)) {
                assertThat(statement.at("/predicate")).isEqualTo(json(out.resolve("sbom.cdx.json")));
            }
            if (types.getLast().equals(Statement.PROVENANCE)) {
                assertThat(statement.at("/predicate"))
                        .isEqualTo(json(out.resolve("provenance.json")).at("/predicate"));
            }
        }
        assertThat(types).containsExactly(Statement.CYCLONE_DX, Statement.SPDX, Statement.PROVENANCE);
    }

    private static JsonNode blob(Path layout, JsonNode descriptor) throws IOException {
        return json(layout.resolve("blobs/sha256")
                .resolve(Digest.parse(descriptor.at("/digest").asText()).hex()));
    }

    @Test
    void equalBuildsGiveEqualDocumentsAndImages() throws IOException {
        Path one = build("one");
        String index = Files.readString(directory.resolve("layout/index.json"));
        Path other = build("other");

        assertThat(Files.readString(other.resolve("SHA256SUMS")))
                .isEqualTo(Files.readString(one.resolve("SHA256SUMS")));
        assertThat(Files.readString(directory.resolve("layout/index.json"))).isEqualTo(index);
    }
}
