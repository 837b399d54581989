package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/** Statements in envelopes beside an image. */
class AttestationTest {

    private static final Digest IMAGE = new Digest("ef".repeat(32));
    private static final Digest OTHER = new Digest("01".repeat(32));
    private static final String TAG = "sha256-" + IMAGE.hex() + ".att";
    private static final String TYPE = "https://example.org/claim/v1";
    private static final TestSigner ALICE = TestSigner.ecdsa();
    private static final TestSigner BOB = TestSigner.rsa(2048);

    private final MemoryRepository repository = new MemoryRepository();

    private static Attestation statement(Digest image, String predicate) {
        return Attestation.of(Map.of("kubeos", image), TYPE, predicate.getBytes(StandardCharsets.UTF_8));
    }

    private List<VerifiedAttestation> verify(int threshold, TestSigner... signers) throws Exception {
        var policy = new TrustPolicy(
                List.of(signers).stream().map(TestSigner::trusted).toList(), List.of(), threshold, new TreeMap<>());
        return ImageVerifier.verifyAttestations(repository, IMAGE, TYPE, policy, Instant.EPOCH);
    }

    private void refuses(int threshold, Reason reason, String words, TestSigner... signers) {
        assertThatExceptionOfType(UntrustedImageException.class)
                .isThrownBy(() -> verify(threshold, signers))
                .withMessageStartingWith("Can't trust the attestations of " + IMAGE + ": ")
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void theStatementHasAFixedForm() {
        Attestation statement = statement(IMAGE, "{\"b\": [1, 2.5], \"a\": null}");
        assertThat(new String(statement.statement(), StandardCharsets.UTF_8))
                .isEqualTo("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"kubeos\","
                        + "\"digest\":{\"sha256\":\"" + IMAGE.hex() + "\"}}],\"predicateType\":\"" + TYPE
                        + "\",\"predicate\":{\"b\":[1,2.5],\"a\":null}}");
        assertThat(Attestation.parse(statement.statement())).isEqualTo(statement);
    }

    @Test
    void whatIsSignedIsTheTypeAndThePayload() {
        // The example of DSSE's protocol.md.
        var envelope = new DsseEnvelope(
                "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8), List.of());
        assertThat(new String(envelope.signedBytes(), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void signedStatementsAreFound() throws Exception {
        Attestation one = statement(IMAGE, "{}");
        var signer = new ImageSigner(ALICE);
        signer.attest(repository, IMAGE, one);
        signer.attest(repository, IMAGE, one);
        assertThat(repository.additions).isOne();
        Attestation two = statement(IMAGE, "{\"more\": true}");
        signer.attest(repository, IMAGE, two);
        assertThat(verify(1, ALICE))
                .extracting(VerifiedAttestation::attestation)
                .containsExactly(one, two);
        assertThat(repository.layers(TAG))
                .allSatisfy(layer -> assertThat(layer.annotations())
                        .containsEntry("predicateType", TYPE)
                        .containsEntry("dev.cosignproject.cosign/signature", ""));
    }

    @Test
    void statementsMayBeLarge() throws Exception {
        Attestation large = statement(IMAGE, "{\"files\": \"" + "x".repeat(17 << 20) + "\"}");
        new ImageSigner(ALICE).attest(repository, IMAGE, large);
        new ImageSigner(ALICE).attest(repository, IMAGE, large);
        assertThat(repository.additions).isOne();
        assertThat(verify(1, ALICE))
                .extracting(VerifiedAttestation::attestation)
                .containsExactly(large);
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new ImageSigner(ALICE)
                        .attest(repository, IMAGE, statement(IMAGE, "\"" + "x".repeat(50 << 20) + "\"")))
                .withMessageContaining("and at most 67108864 can be verified");
    }

    @Test
    void theThresholdIsOfOneStatement() throws Exception {
        new ImageSigner(ALICE).attest(repository, IMAGE, statement(IMAGE, "{}"));
        new ImageSigner(BOB).attest(repository, IMAGE, statement(IMAGE, "{\"other\": 1}"));
        refuses(2, Reason.THRESHOLD, "1 of the required 2", ALICE, BOB);
        new ImageSigner(BOB).attest(repository, IMAGE, statement(IMAGE, "{}"));
        assertThat(verify(2, ALICE, BOB))
                .singleElement()
                .satisfies(found -> assertThat(found.by()).hasSize(2));
    }

    @Test
    void envelopesOfOthers() throws Exception {
        refuses(1, Reason.NO_SIGNATURE, "there is none of the type " + TYPE, ALICE);
        new ImageSigner(BOB).attest(repository, IMAGE, statement(IMAGE, "{}"));
        refuses(1, Reason.UNKNOWN_KEY, BOB.trusted().fingerprint().toString(), ALICE);
    }

    @Test
    void statementsAboutAnotherImage() throws Exception {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new ImageSigner(ALICE).attest(repository, IMAGE, statement(OTHER, "{}")))
                .withMessageContaining("the statement is about [" + OTHER + "]");
        new ImageSigner(ALICE).attest(repository, OTHER, statement(OTHER, "{}"));
        repository.tags.put(TAG, repository.tags.get("sha256-" + OTHER.hex() + ".att"));
        refuses(1, Reason.OTHER_IMAGE, "is about [" + OTHER + "]", ALICE);
    }

    @Test
    void alteredEnvelopes() throws Exception {
        new ImageSigner(ALICE).attest(repository, IMAGE, statement(IMAGE, "{\"a\": 1}"));
        Descriptor layer = repository.layers(TAG).getFirst();
        byte[] envelope = repository.content(layer);
        for (int i = 0; i < envelope.length; i++) {
            byte[] changed = envelope.clone();
            changed[i] ^= 1;
            repository.replaceLayers(TAG, List.of(repository.put(layer, changed)));
            if (verifiesTheSame(changed, envelope)) {
                continue;
            }
            assertThatExceptionOfType(UntrustedImageException.class)
                    .as("byte %s", i)
                    .isThrownBy(() -> verify(1, ALICE));
        }
    }

    /** A changed key ID, which nobody signs, or bits that Base64 leaves unused, don't change what is signed. */
    private static boolean verifiesTheSame(byte[] changed, byte[] original) {
        try {
            DsseEnvelope one = DsseEnvelope.parse(changed);
            DsseEnvelope two = DsseEnvelope.parse(original);
            return Arrays.equals(one.signedBytes(), two.signedBytes())
                    && one.signatures().size() == 1
                    && Arrays.equals(
                            one.signatures().getFirst(), two.signatures().getFirst());
        } catch (OciException e) {
            return false;
        }
    }

    @Test
    void anEnvelopeWithTooManySignatures() throws Exception {
        new ImageSigner(ALICE).attest(repository, IMAGE, statement(IMAGE, "{}"));
        Descriptor layer = repository.layers(TAG).getFirst();
        DsseEnvelope one = DsseEnvelope.parse(repository.content(layer));
        for (int count : List.of(10, 11)) {
            var many = new DsseEnvelope(
                    one.payloadType(),
                    one.payload(),
                    Collections.nCopies(count, one.signatures().getFirst()));
            repository.replaceLayers(TAG, List.of(repository.put(layer, many.encode())));
            if (count == 10) {
                assertThat(verify(1, ALICE)).hasSize(1);
            } else {
                refuses(1, Reason.ALTERED, "the envelope", ALICE);
            }
        }
    }

    @Test
    void anEnvelopeOfAnotherType() throws Exception {
        new ImageSigner(ALICE).attest(repository, IMAGE, statement(IMAGE, "{}"));
        Descriptor layer = repository.layers(TAG).getFirst();
        for (var envelope : List.of(
                DsseEnvelope.sign("text/plain", statement(IMAGE, "{}").statement(), ALICE),
                DsseEnvelope.sign(Attestation.MEDIA_TYPE, new byte[] {'x'}, ALICE),
                DsseEnvelope.sign(
                        Attestation.MEDIA_TYPE, "{\"_type\":\"x\"}".getBytes(StandardCharsets.UTF_8), ALICE))) {
            repository.replaceLayers(TAG, List.of(repository.put(layer, envelope.encode())));
            refuses(1, Reason.OTHER_IMAGE, "signed is", ALICE);
        }
    }
}
