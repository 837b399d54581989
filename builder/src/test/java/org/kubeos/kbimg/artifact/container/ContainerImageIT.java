package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Cosign;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Podman;
import org.kubeos.testkit.SigstoreSkopeo;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.Tool;

/** Images with statements and signatures in Debian's docker-registry, where cosign, skopeo, and podman find them. */
class ContainerImageIT extends ContainerImageFixture {

    private static final Pattern PUT = Pattern.compile("msg=\"response completed\".*http.request.method=PUT"
            + ".*http.request.uri=\"?/v2/os/kubeos/manifests/(\\S+?)\"? .*");
    private static final String[] OFFLINE = {"--insecure-ignore-tlog=true", "--private-infrastructure=true"};

    private final EdSigner signer = EdSigner.create();
    private DockerRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String keys(String repository) {
        return "upgradeImage: {push: [" + registry.host() + repository + "]}\n" + settings();
    }

    private String settings() {
        return "registries: [{host: '" + registry.host() + "', insecure: true}]";
    }

    private ImageLocation location(String name) {
        return ImageLocation.parse(registry.host() + name, directory);
    }

    private static JsonNode index(String image) throws IOException {
        return new ObjectMapper().readTree(Skopeo.manifest("docker://" + image, "--tls-verify=false"));
    }

    @Test
    void signaturesComeBeforeTheTag() throws Exception {
        BuiltImage built = build(keys("/os/kubeos"), withStatement(Optional.of(signer)));
        String image = index(registry.host() + "/os/kubeos:v1")
                .at("/manifests/0/digest")
                .asText();
        assertThat(PUT.matcher(Files.readString(directory.resolve("registry/log")))
                        .results()
                        .map(result -> result.group(1))
                        .toList())
                .containsSequence(
                        "sha256-" + image.substring(7) + ".sig",
                        "sha256-" + built.digest().hex() + ".sig",
                        "sha256-" + image.substring(7) + ".att")
                .contains(image)
                .endsWith("v1");
    }

    @Test
    void cosignVerifiesAllOfIt() throws Exception {
        BuiltImage built = build(keys("/os/kubeos"), withStatement(Optional.of(signer)));
        String key = signer.writePublic(directory.resolve("key.pub")).toString();
        String name = registry.host() + "/os/kubeos";
        String image = index(name + ":v1").at("/manifests/0/digest").asText();
        var cosign = new Cosign(directory);
        for (String each : List.of(name + ":v1", name + "@" + built.digest(), name + "@" + image)) {
            cosign.run("verify", "--key", key, "-a", "channel=stable", OFFLINE[0], OFFLINE[1], each)
                    .expectSuccess();
        }
        cosign.run("verify-attestation", "--key", key, "--type", TYPE, OFFLINE[0], OFFLINE[1], name + "@" + image)
                .expectSuccess();
    }

    @Test
    void clientsPullTheImageAsEver() throws Exception {
        BuiltImage plain = build(keys("/os/plain"), ImageAttachments.NONE);
        BuiltImage built = build(keys("/os/kubeos"), withStatement(Optional.of(signer)));
        String name = registry.host() + "/os/kubeos:v1";
        assertThat(Skopeo.digest("docker://" + name, "--tls-verify=false"))
                .isEqualTo(built.digest().toString());
        Path pulled = directory.resolve("pulled");
        Skopeo.copy("docker://" + name, "dir:" + pulled, "--src-tls-verify=false", "--override-arch=amd64");
        assertThat(Digest.of(Files.readAllBytes(pulled.resolve("manifest.json"))))
                .isEqualTo(plain.digest());
        try (var podman = Podman.create(directory.resolve("podman"))) {
            podman.run("pull", "--quiet", "--tls-verify=false", name);
            assertThat(podman.run("image", "inspect", "--format={{.Architecture}}", name))
                    .isEqualTo("amd64");
        }
        ImageConfig config = config(settings());
        Path osTar = directory.resolve("os.tar");
        SourceImages.fetch(new Source.Image(location("/os/kubeos:v1")), config, osTar, context());
        assertThat(osTar).hasBinaryContent(OS_TAR);
    }

    private BuildContext context() {
        return new BuildContext(
                BuildInfo.load(), Instant.parse("2026-01-01T00:00:00Z"), directory.resolve("cache"), Progress.SILENT);
    }

    /** skopeo checks the signature of the image that it chooses from the index. */
    @Test
    void skopeoEnforcesAPolicyOnIndexes() throws Exception {
        build(keys("/os/intel"), withStatement(Optional.of(signer)));
        skopeo("/os/intel:v1").expectSuccess();
        build(keys("/os/unsigned"), withStatement(Optional.empty()));
        assertThat(skopeo("/os/unsigned:v1").exitCode()).isNotZero();
        var signing = withStatement(Optional.of(signer)).signing();
        var hosts = Map.of(registry.host(), HostSettings.INSECURE);
        for (var each : List.of(Optional.<ImageAttachments.Signing>empty(), signing)) {
            new PlatformIndex(hosts, Progress.SILENT, each)
                    .create(location("/os/index:v1"), List.of(location("/os/unsigned:v1")));
            assertThat(skopeo("/os/index:v1").exitCode() == 0).isEqualTo(each.isPresent());
        }
        String key = signer.writePublic(directory.resolve("key.pub")).toString();
        new Cosign(directory)
                .run("verify", "--key", key, OFFLINE[0], OFFLINE[1], registry.host() + "/os/index:v1")
                .expectSuccess();
    }

    private Tool.Result skopeo(String name) throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.json"), """
                {"default": [{"type": "reject"}],
                 "transports": {"docker": {"%s": [{"type": "sigstoreSigned", "keyPath": "%s"}]}}}
                """.formatted(
                        registry.host(), signer.writePublic(directory.resolve("key.pub"))));
        Path registries = Files.createDirectories(directory.resolve("registries.d"));
        Files.writeString(
                registries.resolve("test.yaml"),
                "docker: {\"" + registry.host() + "\": {use-sigstore-attachments: true}}\n");
        return SigstoreSkopeo.run(
                "--policy=" + policy,
                "--registries.d=" + registries,
                "--override-arch=amd64",
                "copy",
                "--src-tls-verify=false",
                "--remove-signatures",
                "docker://" + registry.host() + name,
                "dir:" + Files.createTempDirectory(directory, "copy"));
    }

    @Test
    void copiesAndIndexesCarryTheStatements() throws Exception {
        build(keys("/os/intel"), withStatement(Optional.empty()));
        build(keys("/os/arm") + "\narchitecture: aarch64", withStatement(Optional.empty()));
        var hosts = Map.of(registry.host(), HostSettings.INSECURE);
        new PlatformIndex(hosts, Progress.SILENT)
                .create(location("/os/both:v1"), List.of(location("/os/intel:v1"), location("/os/arm:v1")));
        Skopeo.copy(
                "docker://" + registry.host() + "/os/both:v1",
                "docker://" + registry.host() + "/elsewhere:v1",
                "--all",
                "--src-tls-verify=false",
                "--dest-tls-verify=false");
        assertThat(index(registry.host() + "/elsewhere:v1")).isEqualTo(index(registry.host() + "/os/both:v1"));
        try (var access = ImageAccess.open(hosts, Progress.SILENT)) {
            var copy = access.store(location("/elsewhere:v1"));
            assertThat(ResolvedImage.platforms(copy, "copy"))
                    .containsExactly(Platform.linux("amd64"), Platform.linux("arm64"));
            for (String name : List.of("intel", "arm")) {
                Platform platform = Platform.linux(name.equals("arm") ? "arm64" : "amd64");
                ResolvedImage original =
                        ResolvedImage.of(access.store(location("/os/" + name + ":v1")), platform, name);
                ResolvedImage copied = ResolvedImage.of(copy, platform, "copy");
                assertThat(copied.descriptor().digest())
                        .isEqualTo(original.descriptor().digest());
                assertThat(copied.attachments()).hasSize(1);
                assertThat(copied.attachments().getFirst().descriptor())
                        .isEqualTo(original.attachments().getFirst().descriptor());
            }
        }
    }
}
