package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

/** What is stored beside an image, and what stays. */
class ImageSignerTest {

    private static final Digest IMAGE = new Digest("ab".repeat(32));
    private static final String TAG = "sha256-" + IMAGE.hex() + ".sig";

    private final MemoryRepository repository = new MemoryRepository();
    private final TestSigner alice = TestSigner.ed25519();

    @Test
    void thePayloadIsCosigns() throws Exception {
        new ImageSigner(alice).sign(repository, IMAGE, "registry.example.org/kubeos:v1", Map.of("b", "2", "a", "1"));
        Descriptor layer = repository.layers(TAG).getFirst();
        assertThat(layer.mediaType()).isEqualTo("application/vnd.dev.cosign.simplesigning.v1+json");
        assertThat(new String(repository.content(layer), StandardCharsets.UTF_8))
                .isEqualTo("{\"critical\":{\"identity\":{\"docker-reference\":\"registry.example.org/kubeos:v1\"},"
                        + "\"image\":{\"docker-manifest-digest\":\"sha256:" + IMAGE.hex() + "\"},"
                        + "\"type\":\"cosign container image signature\"},\"optional\":{\"a\":\"1\",\"b\":\"2\"}}");
        assertThat(layer.annotations())
                .containsOnlyKeys("dev.cosignproject.cosign/signature", "org.kubeos.signature.key");
    }

    @Test
    void signingTwiceChangesNothing() throws Exception {
        TestSigner ecdsa = TestSigner.ecdsa();
        for (int i = 0; i < 2; i++) {
            new ImageSigner(ecdsa).sign(repository, IMAGE, "a/b:v1", Map.of());
        }
        assertThat(repository.additions).isOne();
        new ImageSigner(alice).sign(repository, IMAGE, "a/b:v1", Map.of());
        new ImageSigner(ecdsa).sign(repository, IMAGE, "a/b:v1", Map.of());
        assertThat(repository.additions).isEqualTo(2);
        assertThat(repository.layers(TAG)).hasSize(2);
    }

    @Test
    void theSameKeyGivesTheSameBytes() throws Exception {
        var second = new MemoryRepository();
        new ImageSigner(alice).sign(repository, IMAGE, "a/b:v1", Map.of());
        new ImageSigner(alice).sign(second, IMAGE, "a/b:v1", Map.of());
        assertThat(second.tags).isEqualTo(repository.tags);
    }

    @Test
    void aKeyThatDoesNotFitIsRefused() {
        TestSigner other = TestSigner.ed25519();
        var mixed = new TestSigner(new KeyPair(alice.publicKey(), other.pair().getPrivate()), "Ed25519", List.of());
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new ImageSigner(mixed).sign(repository, IMAGE, "a/b:v1", Map.of()))
                .withMessage("Can't sign with the key " + alice.trusted().fingerprint()
                        + ": its signature doesn't fit the public key. Do the two belong together?");
        assertThat(repository.tags).isEmpty();
    }

    @Test
    void noMoreThanCanBeVerified() throws Exception {
        new ImageSigner(alice).sign(repository, IMAGE, "a/b:v1", Map.of());
        repository.replaceLayers(
                TAG, Collections.nCopies(100, repository.layers(TAG).getFirst()));
        new ImageSigner(alice).sign(repository, IMAGE, "a/b:v1", Map.of());
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new ImageSigner(TestSigner.ed25519()).sign(repository, IMAGE, "a/b:v1", Map.of()))
                .withMessageContaining("Can't add a signature to the 100 that are there");
    }

    @Test
    void aWeakKeyIsRefused() {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> new ImageSigner(TestSigner.rsa(1024)).sign(repository, IMAGE, "a/b:v1", Map.of()))
                .withMessageContaining("the RSA key has 1024 bits; 2048 to 16384 are expected");
    }
}
