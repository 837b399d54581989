package org.kubeos.oci.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Digest;
import org.kubeos.testkit.Tool;

/** Public keys as OpenSSL writes them. */
class TrustedKeyTest {

    @TempDir
    private Path directory;

    private String publicKey(String... options) throws Exception {
        Path key = directory.resolve("key.pem");
        var command = new ArrayList<>(List.of("openssl", "genpkey", "-out", key.toString()));
        command.addAll(List.of(options));
        Tool.run(command, new byte[0]).expectSuccess();
        Tool.run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", key + ".pub")
                .expectSuccess();
        return Files.readString(Path.of(key + ".pub"));
    }

    @Test
    void readsEachKind() throws Exception {
        for (String[] options : List.of(
                new String[] {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"},
                new String[] {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"},
                new String[] {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"},
                new String[] {"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"},
                new String[] {"-algorithm", "ED25519"})) {
            TrustedKey key = TrustedKey.parse(publicKey(options)).getFirst();
            byte[] der = Tool.run(
                            "openssl",
                            "pkey",
                            "-pubin",
                            "-in",
                            directory.resolve("key.pem.pub").toString(),
                            "-outform",
                            "DER")
                    .expectSuccess()
                    .output();
            assertThat(key.fingerprint()).isEqualTo(Digest.of(der));
        }
    }

    @Test
    void severalInOneFile() throws Exception {
        String one = publicKey("-algorithm", "ED25519");
        String two = publicKey("-algorithm", "ED25519");
        assertThat(TrustedKey.parse(one + two + one)).hasSize(3);
        assertThat(TrustPolicy.anyOf(TrustedKey.parse(one + two + one)).keys()).hasSize(2);
    }

    @Test
    void anotherEncodingIsTheSameKey() throws Exception {
        String pem = publicKey("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        // Without the NULL among the parameters of the algorithm: 30 82 LL LL, 30 0d 06 09 OID 05 00.
        var without = new ByteArrayOutputStream();
        int length = ((der[2] & 0xff) << 8 | der[3] & 0xff) - 2;
        without.writeBytes(new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length, 0x30, 0x0b});
        without.write(der, 6, 11);
        without.write(der, 19, der.length - 19);
        String other = "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(without.toByteArray())
                + "\n-----END PUBLIC KEY-----\n";
        assertThat(TrustedKey.parse(other)).isEqualTo(TrustedKey.parse(pem));
    }

    @Test
    void weakAndUnknownKinds() throws Exception {
        refuses(publicKey("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"), "the RSA key has 1024 bits");
        refuses(publicKey("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"), "of an unsupported kind");
        refuses(publicKey("-algorithm", "ED448"), "of an unsupported kind");
        refuses(publicKey("-algorithm", "X25519"), "of an unsupported kind");
    }

    @Test
    void whatIsNoPublicKey() throws Exception {
        publicKey("-algorithm", "ED25519");
        refuses(Files.readString(directory.resolve("key.pem")), "there is a private key where a public key in PEM");
        refuses("ssh-ed25519 AAAA", "there is no key; a public key in PEM (BEGIN PUBLIC KEY) is expected");
        refuses("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "of an unsupported kind");
    }

    private static void refuses(String pem, String words) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrustedKey.parse(pem))
                .withMessageContaining(words);
    }

    @Test
    void policiesThatTrustNobodyOrEverybody() {
        var key = TestSigner.ed25519().trusted();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrustPolicy(List.of(), List.of(), 1, new TreeMap<>()))
                .withMessage("there is neither a key nor an authority to trust");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new TrustPolicy(List.of(key), List.of(), 0, new TreeMap<>()))
                .withMessage("the threshold is 0; at least 1 is expected");
    }
}
