package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.SignatureConfig.Signing;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.Passphrase;
import org.kubeos.kbimg.signing.PrivateKeyFile;
import org.kubeos.kbimg.signing.SignerReading;
import org.kubeos.kbimg.signing.SigningCertificate;
import org.kubeos.yamlschema.DictionaryType;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;
import org.kubeos.yamlschema.TextType.Secrecy;

/** The section {@code signing}. */
final class SigningSchema {

    private static final TextType<String> ANNOTATION = TextType.of(
            "an annotation's key", "at most 128 letters, digits, and ._/-", "[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");

    /** Annotations of signatures, by key. */
    static final DictionaryType<String> ANNOTATIONS = new DictionaryType<>(
            "annotations by key",
            ANNOTATION,
            TextType.of(
                    "an annotation", "at most 1024 characters without control characters", "[^\\p{Cntrl}]{0,1024}"));

    private static final Key<PrivateKeyFile> KEY = Key.required(
            "key",
            TextType.parsed(
                    "a private key",
                    "the path of a PEM file with a private key: PKCS#8, SEC 1, or cosign's own format",
                    "(?s).+",
                    SigningSchema::key),
            "Private key that signs the outputs: ECDSA (P-256, P-384, P-521), RSA of at least 2048 bits, or Ed25519,"
                    + " from `kbimg key generate`, OpenSSL, or cosign. If it is not encrypted, only its owner and"
                    + " group may be able to read it.");

    private static final Key<Path> CERTIFICATE = Key.optional(
            "certificate",
            TextType.parsed(
                    "a certificate",
                    "the path of a PEM file with the key's certificate, and those between it and its authority",
                    "(?s).+",
                    SigningSchema::certificate),
            "Certificate for code signing of the key, for those who trust its authority rather than the key.");

    private static final Key<String> VARIABLE = Key.optional(
            "variable",
            new TextType<>(
                    "the name of an environment variable",
                    "letters, digits, and _, not starting with a digit",
                    Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}"),
                    "",
                    Secrecy.PUBLIC_IF_VALID,
                    (text, _) -> text),
            "Environment variable that holds the passphrase.");

    private static final Key<Path> FILE = Key.optional(
            "file",
            new TextType<>(
                    "a passphrase file",
                    "the path of an existing file",
                    Pattern.compile("(?s).+"),
                    "",
                    Secrecy.PUBLIC_IF_VALID,
                    HostFiles::existing),
            "File whose first line is the passphrase. Only its owner and group may be able to read it.");

    private static final Key<Optional<Passphrase>> PASSPHRASE = Key.optional(
            "passphrase",
            new MappingType<>(
                    List.of(VARIABLE, FILE),
                    SigningSchema::checkPassphrase,
                    v -> v.find(VARIABLE)
                            .<Passphrase>map(Passphrase.Variable::new)
                            .or(() -> v.find(FILE).map(Passphrase.InFile::new))),
            "Where the passphrase of an encrypted key is: exactly one of `variable` and `file`.");

    private static final Key<Map<String, String>> OWN_ANNOTATIONS = Key.optional(
                    "annotations",
                    ANNOTATIONS,
                    "Annotations that are signed with an upgrade image, besides `version` and `created`. A `trust`"
                            + " can require them.")
            .orElse(Map.of(), "none");

    static final Key<Signing> SIGNING = Key.optional(
            "signing",
            MappingType.of(List.of(KEY, CERTIFICATE, PASSPHRASE, OWN_ANNOTATIONS), SigningSchema::signing),
            "What the outputs are signed with. If omitted, they aren't signed.");

    private SigningSchema() {}

    private static PrivateKeyFile key(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        try {
            return PrivateKeyFile.open(file);
        } catch (KeyFileException e) {
            throw new InvalidValueException(e.reason());
        }
    }

    private static Path certificate(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        try {
            SigningCertificate.read(file);
            return file;
        } catch (KeyFileException e) {
            throw new InvalidValueException(e.reason());
        }
    }

    private static void checkPassphrase(ParsedMapping values) {
        if (values.isGiven(VARIABLE) && values.isGiven(FILE)) {
            values.report(FILE, "variable is also set, and a key has only one passphrase");
        }
    }

    /** Begins to read the key, unless its passphrase is in a variable that is set only where images are built. */
    private static Signing signing(ParsedMapping values) {
        Optional<Passphrase> passphrase = values.get(PASSPHRASE);
        var signer = new SignerReading(values.get(KEY), values.find(CERTIFICATE), passphrase, System.getenv());
        if (passphrase.map(source -> source.isAvailable(System.getenv())).orElse(true)) {
            signer.start();
            values.reportLater(KEY, signer::problem);
        }
        return new Signing(values.find(CERTIFICATE), passphrase, new TreeMap<>(values.get(OWN_ANNOTATIONS)), signer);
    }
}
