package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.signing.Passphrase;
import org.kubeos.testkit.Tool;
import org.kubeos.yamlschema.yaml.Problem;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;

/** The sections {@code signing} and {@code trust}, with keys that OpenSSL makes. */
class SignatureConfigTest {

    private static final String HEAD = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeKeys() throws IOException {
        shell("""
                umask 077
                for name in one two; do
                    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
                    openssl pkey -in $name.key -pubout -out $name.pub
                done
                openssl pkcs8 -topk8 -in one.key -out locked.key -passout pass:right
                openssl req -x509 -key one.key -subj /CN=one -days 2 -out one.crt
                openssl req -x509 -key two.key -subj /CN=two -days 2 -out two.crt
                cat one.pub two.pub > both.pub
                echo right > passphrase
                echo wrong > wrong
                """);
    }

    private static void shell(String script) {
        Tool.run("env", "-C", directory.toString(), "sh", "-ec", script).expectSuccess();
    }

    private static LoadedConfig load(String rest) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), HEAD + rest);
        return new ConfigReader(List.of("debian"), Map.of()).load(file, List.of());
    }

    @Test
    void signingNamesAKey() throws IOException {
        SignatureConfig.Signing signing =
                load("signing: {key: locked.key, certificate: one.crt, passphrase: {file: passphrase},"
                                + " annotations: {channel: stable}}\n")
                        .config()
                        .signatures()
                        .signing()
                        .orElseThrow();

        assertThat(signing.key()).isEqualTo(directory.resolve("locked.key"));
        assertThat(signing.passphrase()).contains(new Passphrase.InFile(directory.resolve("passphrase")));
        assertThat(signing.annotations()).containsExactly(Map.entry("channel", "stable"));
        assertThat(signing.signer().chain()).hasSize(1);
        assertThat(signing.signer()).hasToString("ECDSA P-256");
    }

    /** As without the section: the config that {@code plan} prints has it with all its defaults. */
    @Test
    void nobodyIsTrustedByAnEmptySection() throws IOException {
        assertThat(load("trust: {keys: [], threshold: 1}\n")
                        .config()
                        .signatures()
                        .trust())
                .isEmpty();
        Path file = Files.writeString(
                directory.resolve("image.yaml"),
                "version: v1\ndistribution: debian\nsource: {image: 'oci:x'}\ntrust: {keys: []}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader(List.of("debian"), Map.of()).load(file, List.of()))
                .withMessageContaining("can't be verified");
    }

    /** The variable is set where images are built, and need not be elsewhere. */
    @Test
    void passphraseMayBeMissingUntilABuild() throws IOException {
        SignatureConfig.Signing signing =
                load("signing: {key: locked.key, passphrase: {variable: KBIMG_TEST_NOT_SET}}\n")
                        .config()
                        .signatures()
                        .signing()
                        .orElseThrow();

        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(signing::signer)
                .withMessage("signing: the environment variable KBIMG_TEST_NOT_SET is not set; it must be the"
                        + " passphrase.");
    }

    @Test
    void trustNamesKeysAndAuthorities() throws IOException {
        SignatureConfig.Trust trust =
                load("trust: {keys: [both.pub], authorities: [one.crt], threshold: 2, annotations: {channel: stable}}\n")
                        .config()
                        .signatures()
                        .trust()
                        .orElseThrow();

        assertThat(trust.policy().keys()).hasSize(2);
        assertThat(trust.policy().authorities()).hasSize(1);
        assertThat(trust.policy().threshold()).isEqualTo(2);
        assertThat(trust.policy().annotations()).containsExactly(Map.entry("channel", "stable"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    signing: {certificate: one.crt}                  | the key 'signing.key' is missing
                    signing: {key: none.key}                         | signing.key: there is no file
                    signing: {key: one.pub}                          | contains PUBLIC KEY, not a private key
                    signing: {key: kbimg.yaml}                       | has no PEM block
                    signing: {key: one.key, certificate: one.pub}    | contains PUBLIC KEY, not only certificates
                    signing: {key: one.key, certificate: two.crt}    | is for another key than
                    signing: {key: locked.key}                       | is encrypted, but no passphrase is given
                    signing: {key: locked.key, passphrase: {file: wrong}} | signing.key: the passphrase of
                    signing: {key: locked.key, passphrase: {}}       | is encrypted, but no passphrase is given
                    signing: {key: locked.key, passphrase: {variable: A, file: passphrase}} | variable is also set, and a key has only one passphrase
                    signing: {key: one.key, annotations: {'a b': c}} | is not an annotation's key
                    trust: {threshold: 2}                            | 2 signers can't be reached with 0 different keys
                    trust: {keys: [one.key]}                         | there is a private key where a public key in PEM
                    trust: {keys: [one.pub], threshold: 2}           | 2 signers can't be reached with 1 key
                    trust: {keys: [one.pub, both.pub], threshold: 2} | has the same key as
                    trust: {keys: [one.pub], threshold: 0}           | is not a number of signers
                    trust: {authorities: [one.pub]}                  | contains PUBLIC KEY, not only certificates
                    """)
    void mistakesAreFound(String section, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(section + "\n"))
                .withMessageContaining(message);
    }

    /** A passphrase that is written where its place is expected must not get into a log. */
    @ParameterizedTest
    @CsvSource({"{variable: hunter2!}", "{file: hunter2!}", "hunter2!"})
    void aPassphraseByMistakeIsNotShown(String passphrase) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("signing: {key: locked.key, passphrase: " + passphrase + "}\n"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void anExpiredCertificateIsAWarning() throws IOException {
        LoadedConfig loaded = load("signing: {key: one.key, certificate: one.crt}\n");

        assertThat(warningsAt(loaded, Instant.now())).isEmpty();
        assertThat(warningsAt(loaded, Instant.now().plusSeconds(3 * 24 * 3600)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.key()).isEqualTo("signing.certificate");
                    assertThat(warning.line()).isEqualTo(4);
                    assertThat(warning.message()).contains("expired at ");
                });
    }

    private static List<Problem> warningsAt(LoadedConfig loaded, Instant now) {
        var warnings = new Problems();
        SignatureWarnings.add(loaded.config(), loaded.tree(), now, warnings);
        return warnings.sorted(Secrets.none());
    }

    @Test
    void anUnverifiedImageIsAWarning() throws IOException {
        Path file = Files.writeString(
                directory.resolve("image.yaml"),
                "version: v1\ndistribution: debian\nsource: {image: 'oci:x', insecure: true}\n");

        assertThat(new ConfigReader(List.of("debian"), Map.of())
                        .load(file, List.of())
                        .warnings())
                .filteredOn(warning -> warning.key().equals("source.insecure"))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .startsWith("the signatures of oci:" + directory.resolve("x") + " are not verified"));
    }

    @Test
    void trustedKeysMakeAnImageUsable() throws IOException {
        Path file = Files.writeString(
                directory.resolve("image.yaml"),
                "version: v1\ndistribution: debian\nsource: {image: 'oci:x'}\ntrust: {keys: [one.pub]}\n");

        assertThat(new ConfigReader(List.of("debian"), Map.of())
                        .load(file, List.of())
                        .config()
                        .source())
                .isInstanceOfSatisfying(
                        Source.Image.class,
                        image -> assertThat(image.insecure()).isFalse());
    }
}
