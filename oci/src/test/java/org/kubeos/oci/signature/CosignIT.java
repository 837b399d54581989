package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.Images;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Cosign;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.SigstoreSkopeo;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.Tool;

/** cosign and skopeo verify what is signed here, and the other way around, in Debian's docker-registry. */
class CosignIT {

    private static final String TYPE = "https://example.org/claim/v1";
    private static final String[] OFFLINE = {"--insecure-ignore-tlog=true", "--private-infrastructure=true"};

    @TempDir
    private Path directory;

    private DockerRegistry registry;
    private RegistryClient client;
    private Cosign cosign;
    private ImageReference name;
    private Digest digest;
    private ImageRepository repository;

    @BeforeEach
    void pushImage() throws IOException {
        registry = DockerRegistry.start(directory.resolve("registry"));
        client = new RegistryClient(
                RegistrySettings.ofUser(Images.APPLICATION).with(registry.host(), HostSettings.INSECURE),
                Progress.SILENT);
        cosign = new Cosign(directory);
        name = ImageReference.parse(registry.host() + "/team/kubeos:v1");
        Image image = Images.of(
                directory, Images.AMD64, Compression.GZIP, List.of(Images.file("os.tar", new byte[] {1, 2, 3})));
        digest = client.push(image, name);
        repository = client.writable(name);
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private String pinned() {
        return name.withoutTag().pinnedTo(digest).toString();
    }

    private Tool.Result cosign(String verb, String... arguments) {
        var all = new ArrayList<>(List.of(verb));
        all.addAll(List.of(arguments));
        all.add(pinned());
        return cosign.run(all.toArray(String[]::new));
    }

    private Tool.Result verify(Path key, String... options) {
        var all = new ArrayList<>(List.of("--key", key.toString()));
        all.addAll(List.of(OFFLINE));
        all.addAll(List.of(options));
        return cosign("verify", all.toArray(String[]::new));
    }

    private static TrustPolicy trust(int threshold, TrustedKey... keys) {
        return new TrustPolicy(List.of(keys), List.of(), threshold, new TreeMap<>());
    }

    static List<TestSigner> signers() {
        return ImageVerifierTest.signers();
    }

    @ParameterizedTest
    @MethodSource("signers")
    void cosignVerifiesEachKindOfKey(TestSigner signer) throws Exception {
        Path key = signer.writePublic(directory.resolve("key.pub"));
        Path other = TestSigner.ecdsa().writePublic(directory.resolve("other.pub"));
        assertThat(verify(key).exitCode()).isNotZero();
        new ImageSigner(signer).sign(repository, digest, name.toString(), Map.of("channel", "stable"));
        assertThat(verify(key, "-a", "channel=stable").expectSuccess().text())
                .contains("\"docker-manifest-digest\":\"" + digest + "\"")
                .contains("\"channel\":\"stable\"");
        assertThat(verify(key, "-a", "channel=testing").exitCode()).isNotZero();
        assertThat(verify(other).exitCode()).isNotZero();
    }

    @Test
    void cosignVerifiesEachOfSeveralSignatures() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        TestSigner bob = TestSigner.rsa(2048);
        for (TestSigner signer : List.of(alice, bob, alice)) {
            new ImageSigner(signer).sign(repository, digest, name.toString(), Map.of());
            verify(signer.writePublic(directory.resolve("key.pub"))).expectSuccess();
        }
        verify(alice.writePublic(directory.resolve("key.pub"))).expectSuccess();
        assertThat(ImageVerifier.verify(repository, digest, trust(2, alice.trusted(), bob.trusted()), Instant.EPOCH)
                        .signatures())
                .hasSize(2);
    }

    @Test
    void weVerifyWhatCosignSigned() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        new ImageSigner(alice).sign(repository, digest, name.toString(), Map.of());
        Path key = directory.resolve("their");
        cosign.run("generate-key-pair", "--output-key-prefix", key.toString()).expectSuccess();
        cosign("sign", "--key", key + ".key", "--tlog-upload=false", "--yes", "-a", "channel=stable")
                .expectSuccess();
        TrustedKey theirs =
                TrustedKey.parse(Files.readString(Path.of(key + ".pub"))).getFirst();
        var policy = new TrustPolicy(List.of(theirs), List.of(), 1, new TreeMap<>(Map.of("channel", "stable")));
        assertThat(ImageVerifier.verify(repository, digest, policy, Instant.EPOCH)
                        .signatures())
                .singleElement()
                .satisfies(signature -> assertThat(signature.by().key()).isEqualTo(theirs.fingerprint()));
        assertThat(ImageVerifier.verify(repository, digest, trust(2, theirs, alice.trusted()), Instant.EPOCH)
                        .signatures())
                .as("cosign keeps our signature")
                .hasSize(2);
        // Neither does ours undo theirs.
        new ImageSigner(TestSigner.rsa(2048)).sign(repository, digest, name.toString(), Map.of());
        verify(Path.of(key + ".pub")).expectSuccess();
    }

    @Test
    void cosignVerifiesOurAttestations() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        Path key = alice.writePublic(directory.resolve("key.pub"));
        byte[] predicate = "{\"builder\": \"tester\"}".getBytes(StandardCharsets.UTF_8);
        var statement = Attestation.of(Map.of(name.withoutTag().toString(), digest), TYPE, predicate);
        new ImageSigner(alice).attest(repository, digest, statement);
        String[] arguments = {"--key", key.toString(), "--type", TYPE, OFFLINE[0], OFFLINE[1]};
        assertThat(cosign("verify-attestation", arguments).expectSuccess().text())
                .contains(Base64.getEncoder().encodeToString(statement.statement()));
        arguments[3] = "https://example.org/another";
        assertThat(cosign("verify-attestation", arguments).exitCode()).isNotZero();
    }

    @Test
    void weVerifyCosignsAttestations() throws Exception {
        Path key = directory.resolve("their");
        cosign.run("generate-key-pair", "--output-key-prefix", key.toString()).expectSuccess();
        Path predicate = Files.writeString(directory.resolve("predicate.json"), "{\"a\": 1}");
        cosign(
                        "attest",
                        "--key",
                        key + ".key",
                        "--tlog-upload=false",
                        "--yes",
                        "--type",
                        TYPE,
                        "--predicate",
                        predicate.toString())
                .expectSuccess();
        TrustedKey theirs =
                TrustedKey.parse(Files.readString(Path.of(key + ".pub"))).getFirst();
        assertThat(ImageVerifier.verifyAttestations(repository, digest, TYPE, trust(1, theirs), Instant.EPOCH))
                .singleElement()
                .satisfies(found -> assertThat(new String(found.attestation().statement(), StandardCharsets.UTF_8))
                        .contains("\"predicate\":{\"a\":1}"));
        new ImageSigner(TestSigner.ecdsa())
                .attest(
                        repository,
                        digest,
                        Attestation.of(Map.of("kubeos", digest), TYPE, "{}".getBytes(StandardCharsets.UTF_8)));
        cosign("verify-attestation", "--key", key + ".pub", "--type", TYPE, OFFLINE[0], OFFLINE[1])
                .expectSuccess();
    }

    @Test
    void cosignVerifiesCertificates() throws Exception {
        TestAuthority authority = TestAuthority.create(directory, "authority");
        TestAuthority intermediate = authority.intermediate("intermediate");
        TestSigner release = intermediate.certify(TestSigner.ecdsa(), "release");
        new ImageSigner(release).sign(repository, digest, name.toString(), Map.of());
        assertThat(verifyCertificate(authority).text()).contains(digest.toString());
        verifyCertificate(authority).expectSuccess();
        assertThat(verifyCertificate(TestAuthority.create(directory, "other")).exitCode())
                .isNotZero();
    }

    private Tool.Result verifyCertificate(TestAuthority authority) {
        return cosign(
                "verify",
                "--ca-roots",
                authority.file().toString(),
                "--certificate-identity",
                "release@example.org",
                "--certificate-oidc-issuer-regexp",
                ".*",
                "--insecure-ignore-sct=true",
                OFFLINE[0],
                OFFLINE[1]);
    }

    @Test
    void cosignVerifiesLayouts() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        Path key = alice.writePublic(directory.resolve("key.pub"));
        Path layout = directory.resolve("layout");
        var writer = new LayoutWriter(Images.APPLICATION, layout);
        for (String version : List.of("v1", "v2")) {
            Image image = Images.of(
                    directory,
                    Images.AMD64,
                    Compression.GZIP,
                    List.of(Images.file("os.tar", version.getBytes(StandardCharsets.UTF_8))));
            var statement =
                    Attestation.of(Map.of("kubeos", image.digest()), TYPE, "{}".getBytes(StandardCharsets.UTF_8));
            // v1 is an image alone, v2 an index of the image and its attestation.
            AttestedImage attested =
                    AttestedImage.of(image, Images.AMD64, version.equals("v1") ? List.of() : List.of(statement));
            attested.sign(writer, alice, "localhost/kubeos:" + version, Map.of());
            writer.add(attested.top(), attested.blobs(), version);
            assertThat(verifyLayout(layout, key).expectSuccess().text())
                    .contains("\"docker-manifest-digest\":\"" + attested.digest() + "\"");
            Skopeo.copy(
                    "oci:" + layout + ":" + version,
                    "docker://" + name.withTag(version),
                    "--all",
                    "--dest-tls-verify=false");
            for (String tag : attested.signatureTags()) {
                Skopeo.copy("oci:" + layout + ":" + tag, "docker://" + name.withTag(tag), "--dest-tls-verify=false");
            }
            digest = attested.digest();
            verify(key).expectSuccess();
        }
        assertThat(verifyLayout(layout, TestSigner.ecdsa().writePublic(directory.resolve("other.pub")))
                        .exitCode())
                .isNotZero();
    }

    private Tool.Result verifyLayout(Path layout, Path key) {
        return cosign.run(
                "verify", "--key", key.toString(), OFFLINE[0], OFFLINE[1], "--local-image", layout.toString());
    }

    @Test
    void weVerifyLayoutsThatCosignSaved() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        new ImageSigner(alice).sign(repository, digest, name.toString(), Map.of());
        Path saved = directory.resolve("saved");
        cosign("save", "--dir", saved.toString()).expectSuccess();
        LayoutStore store = LayoutStore.open(saved, Optional.empty());
        assertThat(store.resolve().digest()).isEqualTo(digest);
        assertThat(ImageVerifier.verify(store, digest, trust(1, alice.trusted()), Instant.EPOCH)
                        .signatures())
                .hasSize(1);
    }

    @Test
    void skopeoEnforcesAPolicy() throws Exception {
        TestSigner alice = TestSigner.ecdsa();
        Path key = alice.writePublic(directory.resolve("key.pub"));
        assertThat(skopeoCopy(key, name).exitCode()).isNotZero();
        new ImageSigner(TestSigner.ecdsa()).sign(repository, digest, name.toString(), Map.of());
        assertThat(skopeoCopy(key, name).exitCode()).isNotZero();
        new ImageSigner(alice).sign(repository, digest, name.toString(), Map.of());
        skopeoCopy(key, name).expectSuccess();
        ImageReference other = name.withTag("v2");
        Skopeo.copy("docker://" + name, "docker://" + other, "--src-tls-verify=false", "--dest-tls-verify=false");
        assertThat(skopeoCopy(key, other).exitCode())
                .as("the signature is for the name of v1")
                .isNotZero();
        skopeoCopy(key, other, ", \"signedIdentity\": {\"type\": \"matchRepository\"}")
                .expectSuccess();
    }

    /** @param more requirements on the signature, in JSON */
    private Tool.Result skopeoCopy(Path key, ImageReference source, String... more) throws IOException {
        Path policy = Files.writeString(
                directory.resolve("policy.json"), """
                {"default": [{"type": "reject"}],
                 "transports": {"docker": {"%s": [{"type": "sigstoreSigned", "keyPath": "%s"%s}]}}}
                """.formatted(registry.host(), key, String.join("", more)));
        Path registries = Files.createDirectories(directory.resolve("registries.d"));
        Files.writeString(
                registries.resolve("test.yaml"),
                "docker: {\"" + registry.host() + "\": {use-sigstore-attachments: true}}\n");
        return SigstoreSkopeo.run(
                "--policy=" + policy,
                "--registries.d=" + registries,
                "copy",
                "--src-tls-verify=false",
                "--remove-signatures",
                "docker://" + source,
                "dir:" + Files.createTempDirectory(directory, "copy"));
    }
}
