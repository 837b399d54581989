package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.container.PlatformIndex;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.verify.FileVerifier;
import org.kubeos.kbimg.artifact.verify.VerifiedFiles;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.SignatureConfig.Trust;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.signature.SignedBy;
import org.kubeos.oci.signature.UntrustedImageException;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Tool;

/** Builds with a key, what OpenSSL and sha256sum say about their outputs, and attacks on these. */
class SignedBuildTest {

    private static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path archive;

    @BeforeEach
    void makeKeysAndRootFileSystem() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        archive = SmallArchive.pack(root, directory.resolve("root.tar"));
        shell("""
                umask 077
                for name in one two; do
                    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
                    openssl pkey -in $name.key -pubout -out $name.pub
                done
                openssl genpkey -algorithm ED25519 -out edwards.key
                openssl pkey -in edwards.key -pubout -out edwards.pub
                openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj /CN=authority -days 9 -out ca.crt
                openssl req -new -key one.key -subj /CN=release -out one.csr
                printf 'extendedKeyUsage=codeSigning\\nkeyUsage=digitalSignature\\n' > ext
                openssl x509 -req -in one.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 5 -extfile ext -out one.crt
                """);
    }

    private Tool.Result shell(String script) {
        return Tool.run("env", "-C", directory.toString(), "sh", "-ec", script).expectSuccess();
    }

    private Path build(String name, Instant date, String keys, ArtifactKind... kinds) throws IOException {
        Path file = Files.writeString(
                directory.resolve("kbimg.yaml"), keys.contains("version:") ? keys : "version: v1\n" + keys);
        Files.writeString(
                file,
                "distribution: debian\nagent: none\n"
                        + (keys.contains("source:") ? "" : "source: {archive: " + archive + "}\n"),
                StandardOpenOption.APPEND);
        var config = new ConfigReader(List.of("debian")).read(file, List.of());
        var context = new BuildContext(BuildInfo.load(), date, directory.resolve("cache"), Progress.SILENT);
        Path output = directory.resolve(name);
        try (var build = new NodeBuild(config, new ArtifactSelection(List.of(kinds), Optional.empty(), List.of()))) {
            build.build(output, context);
        }
        return output;
    }

    private Path build(String name, String keys, ArtifactKind... kinds) throws IOException {
        return build(name, DATE, keys, kinds);
    }

    private FileVerifier verifier(String... keys) {
        return verifier(1, keys);
    }

    private FileVerifier verifier(int threshold, String... keys) {
        List<Path> files = Arrays.stream(keys).map(directory::resolve).toList();
        return new FileVerifier(new Trust(files, List.of(), threshold, new TreeMap<>()).policy(), Instant.now());
    }

    private FileVerifier byAuthority(Instant now) {
        return new FileVerifier(
                new Trust(List.of(), List.of(directory.resolve("ca.crt")), 1, new TreeMap<>()).policy(), now);
    }

    @Test
    void outsideToolsVerifyTheOutputs() throws IOException {
        build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);

        assertThat(shell("cd out && sha256sum --check --strict SHA256SUMS").lines())
                .containsExactly(
                        "system.qcow2: OK",
                        "update.img: OK",
                        "kubeos.tar: OK",
                        "sbom.cdx.json: OK",
                        "sbom.spdx.json: OK",
                        "provenance.json: OK",
                        "manifest.json: OK");
        for (String name : List.of("system.qcow2", "update.img", "kubeos.tar", "SHA256SUMS")) {
            assertThat(shell("base64 -d out/" + name + ".sig > raw && openssl dgst -sha256 -verify one.pub"
                                    + " -signature raw out/" + name)
                            .text())
                    .contains("Verified OK");
        }
    }

    @Test
    void digestsAreThereWithoutAKey() throws IOException {
        Path output = build("out", "", ArtifactKind.UPGRADE_IMAGE);

        assertThat(shell("cd out && sha256sum --check --strict SHA256SUMS").lines())
                .containsExactly(
                        "kubeos.tar: OK",
                        "sbom.cdx.json: OK",
                        "sbom.spdx.json: OK",
                        "provenance.json: OK",
                        "manifest.json: OK");
        assertThat(output.resolve("SHA256SUMS.sig")).doesNotExist();
        assertThatThrownBy(() -> verifier("one.pub").verifyDirectory(output))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessage("Can't trust SHA256SUMS: it has no signature.");
    }

    @Test
    void equalBuildsHaveEqualSignatures() throws IOException {
        build("a", "signing: {key: one.key}\nupgradeImage: {}\n", ArtifactKind.UPGRADE_IMAGE);
        build("b", "signing: {key: one.key}\nupgradeImage: {}\n", ArtifactKind.UPGRADE_IMAGE);

        shell("diff --recursive a b");
    }

    @Test
    void theConfigsKeySignsAnIndex() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.UPGRADE_IMAGE);
        var config = new ConfigReader(List.of("debian")).read(directory.resolve("kbimg.yaml"), List.of());
        var image = new ImageLocation.Layout(output.resolve("oci"), Optional.of("v1"));
        var target = new ImageLocation.Layout(directory.resolve("index"), Optional.of("v1"));

        Digest digest = PlatformIndex.of(config, DATE, Progress.SILENT).create(target, List.of(image));

        var store = LayoutStore.open(directory.resolve("index"), Optional.of("v1"));
        assertThat(trust("one.pub").verify(store, digest).signatures())
                .singleElement()
                .satisfies(signature -> assertThat(signature.annotations())
                        .containsEntry("version", "v1")
                        .containsEntry("created", DATE.toString()));
        assertThatThrownBy(() -> trust("two.pub").verify(store, digest)).isInstanceOf(UntrustedImageException.class);
    }

    private Trust trust(String key) {
        return new Trust(List.of(directory.resolve(key)), List.of(), 1, new TreeMap<>());
    }

    @Test
    void verifiesWhatItBuilt() throws IOException {
        Path output = build("out", "signing: {key: one.key, certificate: one.crt}\n", ArtifactKind.VM_IMAGE);
        Files.writeString(output.resolve("notes.txt"), "mine");

        VerifiedFiles byKey = verifier("two.pub", "one.pub").verifyDirectory(output);
        VerifiedFiles byAuthority = byAuthority(Instant.now()).verifyDirectory(output);

        assertThat(byKey.files())
                .containsExactly(
                        "system.qcow2",
                        "update.img",
                        "kubeos.tar",
                        "sbom.cdx.json",
                        "sbom.spdx.json",
                        "provenance.json",
                        "manifest.json");
        assertThat(byKey.uncovered()).containsExactly("notes.txt");
        assertThat(byKey.signers())
                .singleElement()
                .extracting(SignedBy::subject)
                .isEqualTo(Optional.empty());
        assertThat(byAuthority.signers())
                .singleElement()
                .extracting(SignedBy::subject)
                .isEqualTo(Optional.of("CN=release"));
        assertThat(verifier("one.pub").verifyFile(output.resolve("kubeos.tar")).files())
                .containsExactly("kubeos.tar");
        assertThat(verifier("one.pub")
                        .verifyFile(output.resolve("manifest.json"))
                        .files())
                .containsExactly("manifest.json");
    }

    /** It signs no digests, so the list alone is signed. */
    @Test
    void aKeyOfEd25519SignsTheList() throws IOException {
        Path output = build("out", "signing: {key: edwards.key}\n", ArtifactKind.VM_IMAGE);

        assertThat(output.resolve("kubeos.tar.sig")).doesNotExist();
        assertThat(verifier("edwards.pub").verifyDirectory(output).files()).contains("kubeos.tar");
        assertThat(verifier("edwards.pub")
                        .verifyFile(output.resolve("kubeos.tar"))
                        .files())
                .containsExactly("kubeos.tar");
        assertThat(shell(
                                "base64 -d out/SHA256SUMS.sig > raw && openssl pkeyutl -verify -pubin -inkey edwards.pub -rawin"
                                        + " -sigfile raw -in out/SHA256SUMS")
                        .text())
                .contains("Verified Successfully");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system.qcow2",
                "update.img",
                "kubeos.tar",
                "manifest.json",
                "SHA256SUMS",
                "SHA256SUMS.sig",
                "kubeos.tar.sig"
            })
    void aFlippedByteIsFound(String name) throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);
        Path file = output.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> verifier("one.pub").verifyDirectory(output))
                .isInstanceOfAny(UntrustedImageException.class, BuildException.class)
                .hasMessageStartingWith("Can't")
                .hasMessageContaining(name.replace(".sig", ""));
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);
        Files.delete(output.resolve("update.img"));
        Files.delete(output.resolve("manifest.json"));

        assertThatThrownBy(() -> verifier("one.pub").verifyDirectory(output))
                .isInstanceOf(BuildException.class)
                .hasMessage("Can't trust " + output
                        + ": it differs from what was signed:\n  manifest.json: missing\n  update.img: missing");
    }

    @Test
    void anotherFilesSignatureIsRefused() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);
        shell("cp out/update.img.sig out/kubeos.tar.sig");

        assertThatThrownBy(() -> verifier("one.pub").verifyFile(output.resolve("kubeos.tar")))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessageStartingWith(
                        "Can't trust kubeos.tar: it was altered, or it is not signed with a trusted key");
    }

    @Test
    void anUnknownKeyIsRefused() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);

        assertThatThrownBy(() -> verifier("two.pub").verifyDirectory(output))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessageStartingWith("Can't trust SHA256SUMS: it was altered, or it is not signed with a trusted key"
                        + " (trusted: EC key sha256:");
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        Path output = build("out", "signing: {key: one.key, certificate: one.crt}\n", ArtifactKind.VM_IMAGE);

        assertThatThrownBy(() ->
                        byAuthority(Instant.now().plusSeconds(6 * 24 * 3600)).verifyDirectory(output))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessageContaining("is valid from ");
    }

    /** The second person signs with outside tools. */
    @Test
    void thresholdIsMetByDifferentSigners() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);
        FileVerifier both = verifier(2, "one.pub", "two.pub");
        shell("cp out/SHA256SUMS.sig out/SHA256SUMS.sig.again");

        assertThatThrownBy(() -> both.verifyDirectory(output))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessageStartingWith("Can't trust SHA256SUMS: 1 of the required 2 signers signed it: key sha256:");

        shell("openssl dgst -sha256 -sign two.key out/SHA256SUMS | base64 -w0 > out/SHA256SUMS.sig.two");
        assertThat(both.verifyDirectory(output).signers()).hasSize(2);
    }

    @Test
    void aListCantNameFilesElsewhere() throws IOException {
        Path output = build("out", "signing: {key: one.key}\n", ArtifactKind.VM_IMAGE);
        shell("echo \"$(printf a | sha256sum | cut -c1-64)  ../one.key\" >> out/SHA256SUMS");
        shell("openssl dgst -sha256 -sign one.key out/SHA256SUMS | base64 -w0 > out/SHA256SUMS.sig");

        assertThatThrownBy(() -> verifier("one.pub").verifyDirectory(output))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("it is not a list of SHA-256 digests of files beside it");
    }

    @Test
    void staleSignaturesGoWithWhatTheySigned() throws IOException {
        build("out", "signing: {key: one.key, certificate: one.crt}\n", ArtifactKind.VM_IMAGE);
        shell("cp out/SHA256SUMS.sig out/SHA256SUMS.sig.two");

        Path output = build("out", "", ArtifactKind.VM_IMAGE);

        try (Stream<Path> files = Files.list(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "SHA256SUMS",
                            "kubeos.tar",
                            "manifest.json",
                            "provenance.json",
                            "sbom.cdx.json",
                            "sbom.spdx.json",
                            "system.qcow2",
                            "update.img");
        }
    }

    @Test
    void anExpiredCertificateStopsABuild() {
        shell("""
                printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index\\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n' > ca.conf
                printf '[p]\ncommonName=supplied\n' >> ca.conf
                touch index
                openssl ca -batch -config ca.conf -extfile ext -rand_serial -notext -cert ca.crt -keyfile ca.key \\
                    -startdate 20200101000000Z -enddate 20200102000000Z -in one.csr -out one.crt
                """);

        assertThatThrownBy(() -> build("out", "signing: {key: one.key, certificate: one.crt}\n", ArtifactKind.VM_IMAGE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expired at 2020-01-02T00:00:00Z");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private String signed(String more) {
        return "signing: {key: one.key}\nupgradeImage: {layout: images}\n" + more;
    }

    private String from(String tag, String more) {
        return "version: v9\nsource: {image: 'oci:images:" + tag + "'" + more
                + "}\ntrust: {keys: [one.pub, two.pub]}\n";
    }

    @Test
    void aSignedImageIsASource() throws IOException {
        build("first", signed(""), ArtifactKind.UPGRADE_IMAGE);

        build("second", from("v1", ""), ArtifactKind.VM_IMAGE);

        String policy = shell("tar --extract --to-stdout --file second/kubeos.tar usr/lib/kubeos/trust/policy.json")
                .text();
        String key = shell("openssl pkey -pubin -in one.pub -outform DER | sha256sum | cut -c1-64")
                .text()
                .strip();
        assertThat(policy).contains("\"threshold\": 1", "\"key-" + key + ".pub\"");
        shell("tar --extract --to-stdout --file second/kubeos.tar usr/lib/kubeos/trust/key-" + key
                + ".pub | diff - one.pub");
    }

    @Test
    void anUnsignedImageIsRefused() throws IOException {
        build("first", "upgradeImage: {layout: images}\n", ArtifactKind.UPGRADE_IMAGE);

        assertThatThrownBy(() -> build("second", from("v1", ""), ArtifactKind.VM_IMAGE))
                .isInstanceOf(UntrustedImageException.class)
                .hasMessageContaining("it has no signature");
        assertThat(directory.resolve("second")).doesNotExist();
    }

    @Test
    void anOldImageIsRefusedUnlessAllowed() throws IOException {
        Instant later = DATE.plusSeconds(1);
        build("old", signed(""), ArtifactKind.UPGRADE_IMAGE);
        build("new", later, signed("version: v2\n"), ArtifactKind.UPGRADE_IMAGE);
        build("a", from("v2", ""), ArtifactKind.VM_IMAGE);

        // Who controls the repository gives the old image the new one's name. Its signature is still right.
        assertThatThrownBy(() -> build("b", from("v1", ""), ArtifactKind.VM_IMAGE))
                .isInstanceOf(BuildException.class)
                .hasMessage("The image is older than one that was used: it is v1 of 2026-01-01T00:00:00Z, but v2 of "
                        + later + " from oci:" + directory.toRealPath().resolve("images")
                        + " was used here before. If an older image is meant, add --allow-downgrade.");
        assertThat(directory.resolve("b")).doesNotExist();

        build("c", from("v1", ", allowDowngrade: true"), ArtifactKind.VM_IMAGE);
        assertThatThrownBy(() -> build("d", from("v1", ""), ArtifactKind.VM_IMAGE))
                .hasMessageContaining("v2 of " + later);
        build("e", from("v2", ""), ArtifactKind.VM_IMAGE);
    }

    @Test
    void nothingThatIsMadeHoldsTheKey() throws IOException {
        build("out", signed(""), ArtifactKind.VM_IMAGE, ArtifactKind.UPGRADE_IMAGE);
        byte[] secret = shell("openssl pkey -in one.key -outform DER | tail -c +37 | head -c 32")
                .output();
        String base64 = Files.readAllLines(directory.resolve("one.key")).get(1);

        List<Path> made = new ArrayList<>(files("out"));
        made.addAll(files("images"));
        assertThat(made).hasSizeGreaterThan(10).allSatisfy(file -> {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(content).doesNotContain(base64).doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
        });
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(name))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void imagesInLayoutsAreSigned() throws IOException {
        build("out", signed(""), ArtifactKind.UPGRADE_IMAGE);
        LayoutStore store = LayoutStore.open(directory.resolve("images"), Optional.of("v1"));
        var trust = new Trust(List.of(directory.resolve("one.pub")), List.of(), 1, new TreeMap<>());

        assertThat(trust.verify(store, store.resolve().digest()).signatures())
                .singleElement()
                .satisfies(signature -> assertThat(signature.annotations())
                        .containsEntry("version", "v1")
                        .containsEntry("created", DATE.toString()));
    }
}
