package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/** Signatures with certificates of an authority. */
class CertificateTest {

    private static final Digest IMAGE = new Digest("cd".repeat(32));
    private static final String TAG = "sha256-" + IMAGE.hex() + ".sig";

    @TempDir
    private static Path directory;

    private static TestAuthority authority;
    private static TestAuthority intermediate;
    private static TestSigner release;

    private final MemoryRepository repository = new MemoryRepository();

    @BeforeAll
    static void createAuthorities() throws IOException {
        authority = TestAuthority.create(directory, "authority");
        intermediate = authority.intermediate("intermediate");
        release = intermediate.certify(TestSigner.ecdsa(), "release");
    }

    private void sign(TestSigner signer) throws IOException {
        new ImageSigner(signer).sign(repository, IMAGE, "a/b:v1", Map.of());
    }

    private static TrustPolicy trust(int threshold, TestAuthority... authorities) {
        return new TrustPolicy(
                List.of(),
                List.of(authorities).stream().map(TestAuthority::certificate).toList(),
                threshold,
                new TreeMap<>());
    }

    private static Instant now() {
        return release.chain().getFirst().getNotBefore().toInstant().plusSeconds(60);
    }

    private void refuses(TrustPolicy policy, Instant when, Reason reason, String words) {
        assertThatExceptionOfType(UntrustedImageException.class)
                .isThrownBy(() -> ImageVerifier.verify(repository, IMAGE, policy, when))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void theChainLeadsToTheAuthority() throws Exception {
        sign(release);
        assertThat(ImageVerifier.verify(repository, IMAGE, trust(1, authority), now())
                        .signatures())
                .singleElement()
                .satisfies(signature -> assertThat(signature.by())
                        .isEqualTo(new SignedBy(release.trusted().fingerprint(), Optional.of("CN=release"))));
        assertThat(ImageVerifier.verify(repository, IMAGE, trust(1, intermediate), now())
                        .signatures())
                .hasSize(1);
        assertThat(ImageVerifier.verify(repository, IMAGE, TrustPolicy.anyOf(List.of(release.trusted())), Instant.EPOCH)
                        .signatures())
                .as("a trusted key needs no certificate")
                .hasSize(1);
    }

    @Test
    void otherAuthoritiesAreNotTrusted() throws Exception {
        sign(release);
        TestAuthority other = TestAuthority.create(directory, "other");
        refuses(
                trust(1, other),
                now(),
                Reason.UNKNOWN_KEY,
                "the certificate of CN=release (key " + release.trusted().fingerprint()
                        + ") leads to no trusted authority (CN=other)");
    }

    @Test
    void anAuthorityOfTheSameNameIsNotTheSame() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        sign(TestAuthority.create(elsewhere, "authority").certify(TestSigner.ecdsa(), "release"));
        refuses(trust(1, authority), now(), Reason.UNKNOWN_KEY, "leads to no trusted authority");
    }

    @Test
    void expiredCertificates() throws Exception {
        sign(release);
        X509Certificate certificate = release.chain().getFirst();
        Instant end = certificate.getNotAfter().toInstant();
        refuses(
                trust(1, authority),
                end.plusSeconds(1),
                Reason.CERTIFICATE,
                "is valid from " + certificate.getNotBefore().toInstant() + " to " + end + ", and it is "
                        + end.plusSeconds(1));
        refuses(trust(1, authority), Instant.EPOCH, Reason.CERTIFICATE, "and it is 1970-01-01T00:00:00Z");
    }

    @Test
    void anExpiredAuthority() throws Exception {
        TestSigner other = TestSigner.ecdsa();
        TestAuthority old = TestAuthority.create(directory, "old");
        Instant end = old.certificate().getNotAfter().toInstant();
        // A later certificate, so that only the authority's has expired.
        sign(old.certify(other, "late"));
        Instant leafEnd = repositoryLeaf().getNotAfter().toInstant();
        Instant when = end.plus(Duration.ofSeconds(1));
        refuses(
                trust(1, old),
                when,
                Reason.CERTIFICATE,
                leafEnd.isAfter(end) ? "the authority CN=old is valid from" : "CN=late");
    }

    private X509Certificate repositoryLeaf() throws Exception {
        String pem = repository.layers(TAG).getFirst().annotations().getOrDefault(CosignFormat.CERTIFICATE, "");
        return Signatures.certificates(pem).getFirst();
    }

    @Test
    void certificatesForOtherUses() throws Exception {
        for (String extensions : List.of(
                "extendedKeyUsage=serverAuth\n",
                "subjectAltName=DNS:example.org\n",
                "extendedKeyUsage=codeSigning\nkeyUsage=keyEncipherment\n",
                TestAuthority.AUTHORITY + "extendedKeyUsage=codeSigning\n")) {
            repository.tags.clear();
            sign(authority.certify(TestSigner.ecdsa(), "server", extensions));
            refuses(trust(1, authority), now().plusSeconds(60), Reason.CERTIFICATE, "is not for code signing");
        }
    }

    @Test
    void someoneElsesCertificate() throws Exception {
        TestSigner mallory = TestSigner.ecdsa();
        sign(mallory);
        Descriptor layer = repository.layers(TAG).getFirst();
        var annotations = new HashMap<>(layer.annotations());
        annotations.putAll(Signatures.annotations(release));
        repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
        refuses(trust(1, authority), now(), Reason.ALTERED, "the signature doesn't fit the certificate of CN=release");
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> sign(mallory.with(release.chain())))
                .withMessageContaining("the certificate is for another key, "
                        + release.trusted().fingerprint());
    }

    @Test
    void whatIsNoCertificate() throws Exception {
        sign(release);
        Descriptor layer = repository.layers(TAG).getFirst();
        for (String text :
                List.of("x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "x".repeat(1 << 17))) {
            for (String key : List.of(CosignFormat.CERTIFICATE, CosignFormat.CHAIN)) {
                var annotations = new HashMap<>(layer.annotations());
                annotations.put(key, text);
                repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
                refuses(trust(1, authority), now(), Reason.ALTERED, "certificate");
            }
        }
    }

    @Test
    void alternativeNamesStandForAMissingSubject() throws Exception {
        String extensions = TestAuthority.CODE_SIGNING.replace("subjectAltName=", "subjectAltName=critical,");
        sign(authority.certify(TestSigner.ecdsa(), "/", extensions.formatted("one")));
        sign(authority.certify(TestSigner.ecdsa(), "/", extensions.formatted("one")));
        Instant when = now().plusSeconds(60);
        refuses(trust(2, authority), when, Reason.THRESHOLD, "1 of the required 2 signers signed it: one@example.org");
        sign(authority.certify(TestSigner.ecdsa(), "/", extensions.formatted("two")));
        assertThat(ImageVerifier.verify(repository, IMAGE, trust(2, authority), when)
                        .signatures())
                .extracting(signature -> signature.by().subject().orElseThrow())
                .containsExactly("one@example.org", "one@example.org", "two@example.org");
    }

    @Test
    void tooManyCertificates() throws Exception {
        sign(release);
        Descriptor layer = repository.layers(TAG).getFirst();
        var annotations = new HashMap<>(layer.annotations());
        String chain = annotations.get(CosignFormat.CHAIN);
        annotations.put(CosignFormat.CHAIN, String.valueOf(chain).repeat(5));
        repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
        refuses(trust(1, authority), now(), Reason.ALTERED, "it has 11 certificates, where at most 10 are expected");
    }

    @Test
    void aSubjectIsOneSigner() throws Exception {
        TestSigner renewed = authority.certify(TestSigner.ecdsa(), "release");
        sign(release);
        sign(renewed);
        Instant when = now().plusSeconds(60);
        refuses(trust(2, authority), when, Reason.THRESHOLD, "1 of the required 2 signers signed it");
        sign(authority.certify(TestSigner.rsa(2048), "review"));
        assertThat(ImageVerifier.verify(repository, IMAGE, trust(2, authority), when)
                        .signatures())
                .hasSize(3);
    }
}
