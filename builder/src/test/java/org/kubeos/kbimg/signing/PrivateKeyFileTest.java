package org.kubeos.kbimg.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;

/** Keys that OpenSSL and cosign make. OpenSSL also judges the signatures. */
class PrivateKeyFileTest {

    private static final byte[] MESSAGE = "root file system\n".getBytes(StandardCharsets.UTF_8);
    private static final Passphrase VARIABLE = new Passphrase.Variable("SIGNING_PASSPHRASE");
    private static final Map<String, String> ENVIRONMENT = Map.of("SIGNING_PASSPHRASE", "correct horse");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
                "genrsa -traditional 3072",
                "ecparam -name prime256v1 -genkey",
                "ecparam -name secp384r1 -genkey -noout",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:correct\\ horse",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes-192-cbc -pass pass:correct\\ horse"
            })
    void signsWhatOpensslVerifies(String arguments) throws Exception {
        Path key = openssl(arguments);

        SigningKey signing = PrivateKeyFile.open(key).read(Optional.of(VARIABLE), ENVIRONMENT);

        byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
        assertThat(signing.signsDigests()).isTrue();
        assertThat(signing.sign(MESSAGE)).isEqualTo(signing.signDigest(digest)).isEqualTo(signing.sign(MESSAGE));
        Path signature = Files.write(directory.resolve("signature"), signing.sign(MESSAGE));
        assertThat(verify("dgst -sha256 -verify key.pub -signature " + signature + " message", key))
                .contains("Verified OK");
    }

    @Test
    void signsContentsWithEd25519() throws Exception {
        Path key = openssl("genpkey -algorithm ED25519");

        SigningKey signing = PrivateKeyFile.open(key).read(Optional.empty(), Map.of());

        assertThat(signing.signsDigests()).isFalse();
        Path signature = Files.write(directory.resolve("signature"), signing.sign(MESSAGE));
        assertThat(verify("pkeyutl -verify -pubin -inkey key.pub -rawin -sigfile " + signature + " -in message", key))
                .contains("Verified Successfully");
    }

    @Test
    void readsPbes2WithScrypt() throws Exception {
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        shell("openssl pkcs8 -topk8 -scrypt -in key.pem -out scrypt.pem -passout pass:'correct horse'");

        SigningKey plain = PrivateKeyFile.open(directory.resolve("key.pem")).read(Optional.empty(), Map.of());
        SigningKey encrypted =
                PrivateKeyFile.open(directory.resolve("scrypt.pem")).read(Optional.of(VARIABLE), ENVIRONMENT);

        assertThat(encrypted.sign(MESSAGE)).isEqualTo(plain.sign(MESSAGE));
    }

    /** The files are cosign's own; the key has never signed anything but this test's message. */
    @ParameterizedTest
    @ValueSource(strings = {"SIGSTORE", "COSIGN"})
    void readsCosignsKeys(String owner) throws Exception {
        String text = resource("cosign.key").replace("SIGSTORE", owner);
        Path key = write(text, "rw-r--r--");

        SigningKey signing = PrivateKeyFile.open(key).read(Optional.of(VARIABLE), ENVIRONMENT);

        Files.write(directory.resolve("message"), MESSAGE);
        Files.writeString(directory.resolve("key.pub"), resource("cosign.pub"));
        Files.write(directory.resolve("signature"), signing.sign(MESSAGE));
        assertThat(shell("openssl dgst -sha256 -verify key.pub -signature signature message"))
                .contains("Verified OK");
        assertThatThrownBy(() ->
                        PrivateKeyFile.open(key).read(Optional.of(VARIABLE), Map.of("SIGNING_PASSPHRASE", "wrong")))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("the passphrase of " + key + " is wrong");
    }

    private static String resource(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/org/kubeos/kbimg/signing", name));
    }

    /** The methods of OpenSSL, new and old. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-v2 aes-128-cbc",
                "-v2 aes-256-cbc -v2prf hmacWithSHA1",
                "-v2 aes-256-cbc -v2prf hmacWithSHA224",
                "-v2 aes-256-cbc -v2prf hmacWithSHA384 -iter 7",
                "-v2 aes-192-cbc -v2prf hmacWithSHA512",
                "-v2 des3",
                "-v1 PBE-SHA1-3DES",
                "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 3"
            })
    void readsWhatOpensslEncrypts(String method) throws Exception {
        SigningKey plain = PrivateKeyFile.open(openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384"))
                .read(Optional.empty(), Map.of());
        shell("openssl pkcs8 -topk8 -in key.pem -out locked.pem -passout pass:'correct horse' " + method);
        PrivateKeyFile locked = PrivateKeyFile.open(directory.resolve("locked.pem"));

        assertThat(locked.read(Optional.of(VARIABLE), ENVIRONMENT).sign(MESSAGE))
                .isEqualTo(plain.sign(MESSAGE));
        assertThatThrownBy(() -> locked.read(Optional.of(VARIABLE), Map.of("SIGNING_PASSPHRASE", "wrong")))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("the passphrase of " + locked.file() + " is wrong");
    }

    @Test
    void namesWhatHelpsAgainstAnUnknownMethod() {
        openssl("genpkey -algorithm ED25519");
        shell("openssl pkcs8 -topk8 -in key.pem -out locked.pem -passout pass:x -v2 camellia-256-cbc");

        assertThatThrownBy(() ->
                        PrivateKeyFile.open(directory.resolve("locked.pem")).read(Optional.of(VARIABLE), ENVIRONMENT))
                .hasMessageContaining(
                        "is encrypted with a method that isn't supported; convert it with: openssl pkcs8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
                "genpkey -algorithm ED25519"
            })
    void knowsThePublicKey(String arguments) throws Exception {
        Path key = openssl(arguments);

        assertThat(PemText.of(PrivateKeyFile.open(key)
                        .read(Optional.empty(), Map.of())
                        .publicKey()))
                .isEqualTo(shell("openssl pkey -in key.pem -pubout"));
    }

    /** RSA with PKCS#1 v1.5 and Ed25519 leave no choice either. */
    @Test
    void signsAsOpensslDoes() throws Exception {
        Files.write(directory.resolve("message"), MESSAGE);
        Path rsa = openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        shell("openssl dgst -sha256 -sign key.pem -out rsa.sig message");
        assertThat(PrivateKeyFile.open(rsa).read(Optional.empty(), Map.of()).sign(MESSAGE))
                .isEqualTo(Files.readAllBytes(directory.resolve("rsa.sig")));

        Path edwards = openssl("genpkey -algorithm ED25519");
        shell("openssl pkeyutl -sign -inkey key.pem -rawin -in message -out edwards.sig");
        assertThat(PrivateKeyFile.open(edwards).read(Optional.empty(), Map.of()).sign(MESSAGE))
                .isEqualTo(Files.readAllBytes(directory.resolve("edwards.sig")));
    }

    // RFC 6979, A.2.5: P-256, SHA-256, message "sample".
    @Test
    void signsAsInRfc6979() throws Exception {
        String der = "3031020101" + "0420C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"
                + "A00A06082A8648CE3D030107";
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(der));
        Path key = write("-----BEGIN EC PRIVATE KEY-----\n" + base64 + "\n-----END EC PRIVATE KEY-----\n", "rw-------");

        byte[] signature = PrivateKeyFile.open(key)
                .read(Optional.empty(), Map.of())
                .sign("sample".getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().withUpperCase().formatHex(signature))
                .isEqualTo("3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                        + "022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 | curve is not one of P-256, P-384, P-521
                    genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 | the RSA key has 1024 bits; keys of 2048 to 16384 bits are accepted
                    genpkey -algorithm ED448 | algorithm is not one of ECDSA (P-256, P-384, P-521), RSA, Ed25519
                    genrsa -traditional -aes128 -passout pass:x 2048 | is encrypted in the old way of PEM; convert it with: openssl pkcs8 -topk8
                    genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:other | the passphrase of
                    """)
    void refusesOtherKeys(String arguments, String message) {
        Path key = openssl(arguments);

        assertThatThrownBy(() -> PrivateKeyFile.open(key).read(Optional.of(VARIABLE), ENVIRONMENT))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysThatThePassphraseIsMissing() {
        Path key = openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:x");

        assertThatThrownBy(() -> PrivateKeyFile.open(key).read(Optional.empty(), Map.of()))
                .hasMessageEndingWith(
                        "is encrypted, but no passphrase is given; name a variable or a file that holds it");
        assertThatThrownBy(() -> PrivateKeyFile.open(key).read(Optional.of(VARIABLE), Map.of()))
                .hasMessage("the environment variable SIGNING_PASSPHRASE is not set; it must be the passphrase");
    }

    @Test
    void refusesAKeyThatEveryoneCanRead() throws Exception {
        Path key = openssl("genpkey -algorithm ED25519");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> PrivateKeyFile.open(key))
                .isInstanceOf(KeyFileException.class)
                .hasMessage("every user of this machine can read the private key " + key
                        + "; remove that permission: chmod o-r " + key);
    }

    @Test
    void acceptsAnEncryptedKeyThatEveryoneCanRead() throws Exception {
        Path key = openssl("genpkey -algorithm ED25519 -aes-256-cbc -pass pass:correct\\ horse");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(PrivateKeyFile.open(key).read(Optional.of(VARIABLE), ENVIRONMENT))
                .hasToString("Ed25519");
    }

    @Test
    void takesThePassphraseFromTheFirstLineOfAFile() throws Exception {
        Path key = openssl("genpkey -algorithm ED25519 -aes-256-cbc -pass pass:correct\\ horse");
        Path file = Files.writeString(directory.resolve("passphrase"), "correct horse\nnote\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var passphrase = new Passphrase.InFile(file);

        assertThat(PrivateKeyFile.open(key).read(Optional.of(passphrase), Map.of()))
                .hasToString("Ed25519");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> PrivateKeyFile.open(key).read(Optional.of(passphrase), Map.of()))
                .hasMessageStartingWith("every user of this machine can read the passphrase file " + file);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hello | has no PEM block, which begins with a line -----BEGIN …-----
                    -----BEGIN PRIVATE KEY-----NAAAA-----END PRIVATE KEY-----N | is damaged: its content can't be decoded
                    -----BEGIN PRIVATE KEY-----NAAAA | is damaged: its content can't be decoded
                    -----BEGIN CERTIFICATE-----NAAAA-----END CERTIFICATE-----N | contains CERTIFICATE, not a private key
                    -----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----Ne30K-----END ENCRYPTED SIGSTORE PRIVATE KEY-----N | is damaged
                    """)
    void refusesOtherFiles(String text, String message) throws Exception {
        Path file = write(
                text.replace("-----N", "-----\n").replace("AAAA-", "AAAA\n-").replace("e30K-", "e30K\n-"), "rw-------");

        assertThatThrownBy(() -> PrivateKeyFile.open(file).read(Optional.of(VARIABLE), ENVIRONMENT))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining(message);
    }

    private Path write(String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("written.pem"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Path openssl(String arguments) {
        shell("umask 077 && openssl " + arguments + " > key.pem");
        return directory.resolve("key.pem");
    }

    /** Runs OpenSSL with the public key of {@code key}. */
    private String verify(String arguments, Path key) throws IOException {
        Files.write(directory.resolve("message"), MESSAGE);
        shell("openssl pkey -in " + key + " -passin pass:'correct horse' -pubout -out key.pub");
        return shell("openssl " + arguments);
    }

    private String shell(String script) {
        return Tool.run("env", "-C", directory.toString(), "sh", "-c", script)
                .expectSuccess()
                .text();
    }
}
