package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.sbom.Statement;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.oci.Digest;
import org.kubeos.process.Progress;

class ImageDocumentsTest {

    private static final String SECRET = "sesame-open-4711";
    private static final List<String> DOCUMENTS = List.of("sbom.cdx.json", "sbom.spdx.json", "provenance.json");

    @TempDir
    Path directory;

    private LoadedConfig config;

    @BeforeEach
    void makeRootFileSystem() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        Files.createDirectories(root.resolve("var/lib/dpkg"));
        Files.writeString(root.resolve("var/lib/dpkg/status"), """
                Package: dash
                Status: install ok installed
                Architecture: amd64
                Version: 0.5.12-2
                """);
        SmallArchive.pack(root, directory.resolve("root.tar"));
        Files.writeString(directory.resolve("password"), SECRET);
        Files.writeString(directory.resolve("agent"), "agent");
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), """
                version: v1
                distribution: debian
                source: {archive: '%1$s/root.tar'}
                agent: %1$s/agent
                root: {password: %2$s}
                grub: {password: {file: '%1$s/password'}}
                hostname: {env: MY_NAME}
                files:
                - {target: /etc/token, content: %2$s, mode: '0600'}
                - {target: /etc/motd, content: hello}
                upgradeImage: {layout: '%1$s/layout'}
                """.formatted(directory, SECRET));
        config = new ConfigReader(List.of("debian"), Map.of("MY_NAME", "node-of-secret")).load(file, List.of());
    }

    private Path build(String name, ArtifactSelection selection) throws IOException {
        Path output = directory.resolve(name);
        try (var build = new NodeBuild(config.config(), selection)) {
            build.build(output, context());
        }
        return output;
    }

    private BuildContext context() {
        return new BuildContext(
                BuildInfo.load(),
                Instant.parse("2026-01-01T00:00:00Z"),
                directory.resolve("cache"),
                Progress.SILENT,
                config.given(),
                Optional.empty());
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static ArtifactSelection both() {
        return new ArtifactSelection(
                List.of(ArtifactKind.VM_IMAGE, ArtifactKind.UPGRADE_IMAGE), Optional.of(DiskFormat.VMDK), List.of());
    }

    @Test
    void provenanceTellsOfAllOutputsAndOfWhatTheyWereMadeOf() throws IOException {
        Path out = build("out", both());

        JsonNode statement = json(out.resolve("provenance.json"));
        assertThat(statement.at("/_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.at("/predicateType").asText()).isEqualTo(Statement.PROVENANCE);
        var names = new ArrayList<String>();
        for (JsonNode subject : statement.at("/subject")) {
            String name = subject.at("/name").asText();
            names.add(name);
            if (!name.startsWith("oci:")) {
                assertThat("sha256:" + subject.at("/digest/sha256").asText())
                        .isEqualTo(
                                Digest.of(Files.readAllBytes(out.resolve(name))).toString());
            }
        }
        assertThat(names)
                .containsExactly(
                        "system.vmdk", "update.img", "kubeos.tar", "sbom.cdx.json", "sbom.spdx.json", "oci:layout:v1");
        JsonNode definition = statement.at("/predicate/buildDefinition");
        assertThat(definition.at("/externalParameters/artifacts"))
                .extracting(JsonNode::asText)
                .containsExactly("vm-image", "upgrade-image");
        assertThat(definition.at("/externalParameters/format").asText()).isEqualTo("vmdk");
        assertThat(definition.at("/externalParameters/config/source/archive").asText())
                .isEqualTo("root.tar");
        assertThat(definition.at("/internalParameters/SOURCE_DATE_EPOCH").asText())
                .isEqualTo("1767225600");
        assertThat(definition.at("/resolvedDependencies/1/name").asText()).isEqualTo("root.tar");
        assertThat("sha256:"
                        + definition.at("/resolvedDependencies/1/digest/sha256").asText())
                .isEqualTo(Digest.of(Files.readAllBytes(directory.resolve("root.tar")))
                        .toString());
        assertThat(statement.at("/predicate/runDetails/builder/version/kbimg").asText())
                .isEqualTo(BuildInfo.load().version());
    }

    @Test
    void theManifestListsTheDocumentsWhichEveryoneMayRead() throws IOException {
        Path out = build("out", both());

        for (String name : DOCUMENTS) {
            assertThat(json(out.resolve("manifest.json")).at("/outputs")).anySatisfy(output -> {
                assertThat(output.at("/name").asText()).isEqualTo(name);
                assertThat("sha256:" + output.at("/sha256").asText())
                        .isEqualTo(
                                Digest.of(Files.readAllBytes(out.resolve(name))).toString());
            });
        }
        assertThat(Files.getPosixFilePermissions(out.resolve("sbom.cdx.json")))
                .isEqualTo(Files.getPosixFilePermissions(out.resolve("manifest.json")));
        assertThat(Files.getPosixFilePermissions(out.resolve("kubeos.tar")))
                .doesNotContain(PosixFilePermission.OTHERS_READ);
    }

    @Test
    void theBillListsPackagesAndWhatTheConfigAdded() throws IOException {
        JsonNode bill = json(build("out", both()).resolve("sbom.cdx.json"));

        assertThat(bill.at("/components"))
                .extracting(component -> component.at("/name").asText())
                .contains("dash", "/etc/motd", "/etc/token", "/usr/bin/os-agent", "/etc/shadow")
                .doesNotContain("/boot/vmlinuz", "/var/lib/dpkg/status");
    }

    @Test
    void noSecretAndNoPathOfThisMachineGetsIn() throws IOException {
        Path out = build("out", both());
        for (String name : DOCUMENTS) {
            assertThat(Files.readString(out.resolve(name)))
                    .doesNotContain(SECRET, directory.toString(), "node-of-secret");
        }
        assertThat(json(out.resolve("provenance.json"))
                        .at("/predicate/buildDefinition/externalParameters/config")
                        .toString())
                .contains("\"root\":{\"password\":\"********\"}", "\"agent\":\"agent\"", "\"target\":\"/etc/token\"");
    }

    @Test
    void passwordsInAddressesAndPlacesOfRepositoriesAreLeftOut() throws IOException {
        Files.writeString(directory.resolve("local.repo"), "");
        Files.writeString(directory.resolve("key.asc"), "");
        Path file = Files.writeString(directory.resolve("repositories.yaml"), """
                version: v1
                distribution: debian
                source:
                  repository:
                  - {name: a, url: 'https://mirror.example.org/debian', suite: bookworm, key: '%1$s/key.asc'}
                  - {name: b, url: 'file://%1$s/mirror', suite: bookworm, key: key.asc}
                grub: {cmdline: 'config=https://me:%2$s@example.org/'}
                persist: {union: [/etc]}
                """.formatted(directory, SECRET));

        assertThat(new ConfigReader(List.of("debian"))
                        .load(file, List.of())
                        .given()
                        .toString())
                .doesNotContain(SECRET, directory.toString())
                .contains(
                        "cmdline=********",
                        "url=https://mirror.example.org/debian",
                        "url=file:mirror",
                        "key=key.asc",
                        "union=[/etc]");
    }

    @Test
    void equalBuildsHaveEqualDocuments() throws IOException {
        Path one = build("one", both());
        Path other = build("other", both());
        for (String name : DOCUMENTS) {
            assertThat(Files.readString(one.resolve(name))).isEqualTo(Files.readString(other.resolve(name)));
        }
    }

    @Test
    void theDocumentsAreToBeHadAlone() throws IOException {
        var only = new ArtifactSelection(
                List.of(ArtifactKind.VM_IMAGE), Optional.empty(), List.of("sbom.spdx.json", "provenance.json"));
        Path out = build("out", only);

        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder("sbom.spdx.json", "provenance.json", "manifest.json", "SHA256SUMS");
        assertThat(json(out.resolve("provenance.json")).at("/subject")).hasSize(1);
    }

    @Test
    void upgradeImagesCarryStatementsAboutThemselves() throws IOException {
        build("out", both());
        Path layout = directory.resolve("layout");
        JsonNode index = blob(layout, json(layout.resolve("index.json")).at("/manifests/0"));
        JsonNode image = index.at("/manifests/0");
        JsonNode attached = index.at("/manifests/1");
        assertThat(image.at("/platform/os").asText()).isEqualTo("linux");
        assertThat(attached.at("/platform/os").asText()).isEqualTo("unknown");

        var types = new ArrayList<String>();
        for (JsonNode layer : blob(layout, attached).at("/layers")) {
            JsonNode statement = blob(layout, layer);
            types.add(statement.at("/predicateType").asText());
            assertThat(layer.at("/annotations/in-toto.io~1predicate-type").asText())
                    .isEqualTo(statement.at("/predicateType").asText());
            assertThat(statement.at("/subject")).hasSize(1);
            assertThat("sha256:" + statement.at("/subject/0/digest/sha256").asText())
                    .isEqualTo(image.at("/digest").asText());
            assertThat(statement.toString()).doesNotContain(SECRET);
        }
        assertThat(types).containsExactly(Statement.CYCLONE_DX, Statement.SPDX, Statement.PROVENANCE);
    }

    @Test
    void whatAnUpgradeImageSaysOfItselfDoesNotDependOnWhatElseIsBuilt() throws IOException {
        Path index = directory.resolve("layout/index.json");
        build("both", both());
        String together = Files.readString(index);
        build("alone", ArtifactSelection.of(ArtifactKind.UPGRADE_IMAGE));

        assertThat(Files.readString(index)).isEqualTo(together);
    }

    private static JsonNode blob(Path layout, JsonNode descriptor) throws IOException {
        String hex = descriptor.at("/digest").asText().substring("sha256:".length());
        return json(layout.resolve("blobs/sha256").resolve(hex));
    }
}
