package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/** Signatures with keys, and attacks by those who can write to the repository. */
class ImageVerifierTest {

    private static final Digest IMAGE = Digest.of("image".getBytes(StandardCharsets.UTF_8));
    private static final Digest OTHER = Digest.of("other".getBytes(StandardCharsets.UTF_8));
    private static final String TAG = "sha256-" + IMAGE.hex() + ".sig";
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
    private static final TestSigner ALICE = TestSigner.ecdsa();
    private static final TestSigner BOB = TestSigner.ed25519();

    private final MemoryRepository repository = new MemoryRepository();

    private void sign(TestSigner signer, Digest image, Map<String, String> annotations) throws IOException {
        new ImageSigner(signer).sign(repository, image, "registry.example.org/kubeos:v1", annotations);
    }

    private void sign(TestSigner signer) throws IOException {
        sign(signer, IMAGE, Map.of());
    }

    private static TrustPolicy trust(TestSigner... signers) {
        return trust(1, signers);
    }

    private static TrustPolicy trust(int threshold, TestSigner... signers) {
        return new TrustPolicy(
                List.of(signers).stream().map(TestSigner::trusted).toList(), List.of(), threshold, new TreeMap<>());
    }

    private VerifiedImage verify(TrustPolicy policy) throws IOException {
        return ImageVerifier.verify(repository, IMAGE, policy, NOW);
    }

    private void refuses(TrustPolicy policy, Reason reason, String... words) {
        assertThatExceptionOfType(UntrustedImageException.class)
                .isThrownBy(() -> verify(policy))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("Can't trust " + IMAGE + ": ")
                        .contains(words));
    }

    static List<TestSigner> signers() {
        return List.of(
                ALICE,
                TestSigner.ecdsa("secp384r1"),
                TestSigner.ecdsa("secp521r1"),
                TestSigner.rsa(2048),
                TestSigner.rsa(3072),
                BOB);
    }

    @ParameterizedTest
    @MethodSource("signers")
    void eachKindOfKeySigns(TestSigner signer) throws Exception {
        sign(signer, IMAGE, Map.of("build", "7"));
        assertThat(verify(trust(signer)).signatures())
                .containsExactly(new VerifiedImage.Signature(
                        new SignedBy(signer.trusted().fingerprint(), Optional.empty()),
                        "registry.example.org/kubeos:v1",
                        new TreeMap<>(Map.of("build", "7"))));
    }

    @Test
    void nothingSigned() {
        refuses(trust(ALICE), Reason.NO_SIGNATURE, "it has no signature", TAG);
    }

    @Test
    void anUnknownKeyIsNamed() throws Exception {
        sign(BOB);
        refuses(
                trust(ALICE),
                Reason.UNKNOWN_KEY,
                "signed with the key " + BOB.trusted().fingerprint() + ", which is not trusted",
                "trusted: " + ALICE.trusted().fingerprint());
    }

    @Test
    void aStrangersSignatureIsNoHarm() throws Exception {
        sign(BOB);
        sign(ALICE);
        assertThat(verify(trust(ALICE)).signatures()).hasSize(1);
    }

    @Test
    void aSignatureOfAnotherImage() throws Exception {
        sign(ALICE, OTHER, Map.of());
        repository.tags.put(TAG, repository.tags.get("sha256-" + OTHER.hex() + ".sig"));
        refuses(trust(ALICE), Reason.OTHER_IMAGE, "is for another image, " + OTHER);
    }

    @Test
    void swappedSignatures() throws Exception {
        sign(ALICE);
        sign(ALICE, OTHER, Map.of());
        Descriptor mine = repository.layers(TAG).getFirst();
        Descriptor others = repository.layers("sha256-" + OTHER.hex() + ".sig").getFirst();
        repository.replaceLayers(TAG, List.of(mine.withAnnotations(others.annotations())));
        refuses(trust(ALICE), Reason.ALTERED, "was altered");
    }

    @Test
    void alteredPayloads() throws Exception {
        sign(ALICE);
        Descriptor layer = repository.layers(TAG).getFirst();
        byte[] payload = repository.content(layer);
        for (int i = 0; i < payload.length; i++) {
            byte[] changed = payload.clone();
            changed[i] ^= 1;
            // The repository's own digest doesn't fit.
            repository.blobs.put(layer.digest(), changed);
            refuses(trust(ALICE), Reason.ALTERED, "the signed text " + layer.digest() + " was altered");
        }
        repository.blobs.put(layer.digest(), payload);
        verify(trust(ALICE));
        for (int i = 0; i < payload.length; i++) {
            byte[] changed = payload.clone();
            changed[i] ^= 1;
            // All digests fit.
            repository.replaceLayers(TAG, List.of(repository.put(layer, changed)));
            refuses(trust(ALICE), Reason.ALTERED, "altered");
        }
    }

    @Test
    void alteredManifests() throws Exception {
        sign(ALICE);
        Descriptor manifest = repository.find(TAG).orElseThrow();
        byte[] content = repository.content(manifest);
        for (int i = 0; i < content.length; i += 7) {
            byte[] changed = content.clone();
            changed[i] ^= 1;
            repository.blobs.put(manifest.digest(), changed);
            assertThatExceptionOfType(OciException.class).isThrownBy(() -> verify(trust(ALICE)));
        }
        repository.blobs.put(manifest.digest(), content);
        verify(trust(ALICE));
    }

    static List<byte[]> garbage() {
        BigInteger order = ((ECPublicKey) ALICE.publicKey()).getParams().getOrder();
        return List.of(
                new byte[1],
                new byte[64],
                new byte[3000],
                // r and s: zero, negative, the group's order, and without an end.
                new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0},
                new byte[] {0x30, 6, 2, 1, -1, 2, 1, -1},
                sequence(order, order),
                sequence(BigInteger.ZERO, BigInteger.ONE),
                sequence(BigInteger.ONE, BigInteger.ZERO),
                new byte[] {0x30, (byte) 0x84, 127, -1, -1, -1, 2, 1, 1, 2, 1, 1});
    }

    private static byte[] sequence(BigInteger r, BigInteger s) {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0x30, (byte) (first.length + second.length + 4), 2, (byte) first.length});
        bytes.writeBytes(first);
        bytes.writeBytes(new byte[] {2, (byte) second.length});
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageInsteadOfASignature(byte[] garbage) throws Exception {
        for (TestSigner signer : signers()) {
            repository.tags.clear();
            sign(signer);
            replaceSignature(Base64.getEncoder().encodeToString(garbage));
            refuses(trust(signer), Reason.ALTERED, "is wrong: it, or what it signs, was altered");
        }
    }

    @Test
    void whatIsNotBase64() throws Exception {
        sign(ALICE);
        for (String text : List.of("", "§", "A", "x".repeat(5000))) {
            replaceSignature(text);
            refuses(trust(ALICE), Reason.ALTERED, "what is stored as a signature is none");
        }
    }

    private void replaceSignature(String base64) {
        Descriptor layer = repository.layers(TAG).getFirst();
        var annotations = new HashMap<>(layer.annotations());
        annotations.put(CosignFormat.SIGNATURE, base64);
        repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
    }

    @Test
    void aKeyOfTheSameKindIsNotEnough() throws Exception {
        sign(TestSigner.ecdsa());
        Descriptor layer = repository.layers(TAG).getFirst();
        // It claims to be another key's.
        var annotations = new HashMap<>(layer.annotations());
        annotations.put(CosignFormat.KEY, ALICE.trusted().fingerprint().toString());
        repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
        refuses(trust(ALICE), Reason.ALTERED, "altered");
        annotations.put(CosignFormat.KEY, "\u001b[2Jfine");
        repository.replaceLayers(TAG, List.of(layer.withAnnotations(annotations)));
        refuses(trust(ALICE), Reason.UNKNOWN_KEY, "it is not signed with a trusted key, or was altered");
    }

    @Test
    void theThresholdCountsDifferentKeys() throws Exception {
        sign(ALICE);
        sign(ALICE, IMAGE, Map.of("again", "yes"));
        assertThat(repository.layers(TAG)).hasSize(2);
        refuses(
                trust(2, ALICE, BOB),
                Reason.THRESHOLD,
                "1 of the required 2 signers signed it: key " + ALICE.trusted().fingerprint() + ".");
        sign(BOB);
        assertThat(verify(trust(2, ALICE, BOB)).signatures()).hasSize(3);
        refuses(trust(3, ALICE, BOB, TestSigner.ecdsa()), Reason.THRESHOLD, "2 of the required 3");
    }

    @Test
    void aKeyTwiceInThePolicyIsOne() throws Exception {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> trust(2, ALICE, ALICE))
                .withMessage("the threshold is 2, but there are only 1 different keys");
        sign(ALICE);
        refuses(trust(2, ALICE, ALICE, BOB), Reason.THRESHOLD, "1 of the required 2");
    }

    @Test
    void requiredAnnotations() throws Exception {
        sign(ALICE, IMAGE, Map.of("channel", "testing"));
        var stable =
                new TrustPolicy(List.of(ALICE.trusted()), List.of(), 1, new TreeMap<>(Map.of("channel", "stable")));
        refuses(stable, Reason.ANNOTATION, "has the annotation channel=testing where channel=stable is expected");
        var reviewed =
                new TrustPolicy(List.of(ALICE.trusted()), List.of(), 1, new TreeMap<>(Map.of("reviewed", "yes")));
        refuses(reviewed, Reason.ANNOTATION, "lacks the annotation reviewed=yes");
        sign(ALICE, IMAGE, Map.of("channel", "stable", "more", "x"));
        assertThat(verify(stable).signatures())
                .singleElement()
                .satisfies(signature -> assertThat(signature.annotations())
                        .containsOnly(Map.entry("channel", "stable"), Map.entry("more", "x")));
    }

    @Test
    void hugeThingsAreNotRead() throws Exception {
        sign(ALICE);
        Descriptor layer = repository.layers(TAG).getFirst();
        repository.replaceLayers(
                TAG,
                List.of(new Descriptor(layer.mediaType(), layer.digest(), 1L << 40)
                        .withAnnotations(layer.annotations())));
        refuses(trust(ALICE), Reason.ALTERED, "has 1099511627776 bytes");
        repository.replaceLayers(TAG, new ArrayList<>(Collections.nCopies(101, layer)));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> verify(trust(ALICE)))
                .withMessageContaining("there are 101; at most 100 are expected");
        repository.tags.put(TAG, new Descriptor(MediaTypes.MANIFEST, IMAGE, 1 << 30));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> verify(trust(ALICE)))
                .withMessageContaining("has 1073741824 bytes");
    }

    @Test
    void anIndexUnderTheTag() {
        repository.tags.put(TAG, new Descriptor(MediaTypes.INDEX, IMAGE, 10));
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> verify(trust(ALICE)))
                .withMessageContaining("its media type is " + MediaTypes.INDEX);
    }

    @Test
    void aTrustedKeySignedSomethingElse() throws Exception {
        sign(ALICE);
        for (String text : List.of("{}", "hello", "{\"critical\":{\"type\":\"atomic container signature\"}}", "[]")) {
            Descriptor layer = repository.layers(TAG).getFirst();
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            var annotations = new HashMap<>(layer.annotations());
            annotations.put(CosignFormat.SIGNATURE, Base64.getEncoder().encodeToString(ALICE.sign(payload)));
            repository.replaceLayers(TAG, List.of(repository.put(layer, payload).withAnnotations(annotations)));
            refuses(trust(ALICE), Reason.OTHER_IMAGE, "signed is not an image");
        }
    }

    @Test
    void severalFaultsAreListed() throws Exception {
        sign(BOB);
        sign(TestSigner.ecdsa());
        refuses(trust(ALICE), Reason.UNKNOWN_KEY, "none of its 2 signatures counts:\n  it is signed with");
    }
}
