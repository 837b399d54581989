package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.kbimg.config.SignatureConfig.Trust;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.TrustFiles;
import org.kubeos.oci.signature.TrustedKey;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The section {@code trust}. */
final class TrustSchema {

    private static final int MAX_THRESHOLD = 99;

    private static final Key<List<Path>> KEYS = Key.optional(
                    "keys",
                    new ListType<>(
                            "a list of public keys",
                            TextType.parsed(
                                    "a public key",
                                    "the path of a PEM file with public keys (BEGIN PUBLIC KEY)",
                                    "(?s).+",
                                    TrustSchema::keyFile)),
                    "Public keys whose signatures are trusted.")
            .orElse(List.of(), "none");

    private static final Key<List<Path>> AUTHORITIES = Key.optional(
                    "authorities",
                    new ListType<>(
                            "a list of certificate files",
                            TextType.parsed(
                                    "a certificate file",
                                    "the path of a PEM file with certificates of authorities",
                                    "(?s).+",
                                    TrustSchema::authorityFile)),
                    "Authorities whose certificates for code signing are trusted.")
            .orElse(List.of(), "none");

    private static final Key<Integer> THRESHOLD = Key.optional(
                    "threshold",
                    TextType.parsed(
                            "a number of signers",
                            "a whole number from 1 to " + MAX_THRESHOLD,
                            "[1-9]\\d?",
                            (text, _) -> Integer.valueOf(text)),
                    "How many different keys must have signed.")
            .orElse(1, "1");

    private static final Key<Map<String, String>> ANNOTATIONS = Key.optional(
                    "annotations",
                    SigningSchema.ANNOTATIONS,
                    "Annotations that a signature of an image must have to count, such as one that tells releases"
                            + " from tests.")
            .orElse(Map.of(), "none");

    static final Key<Trust> TRUST = Key.optional(
            "trust",
            new MappingType<>(
                    List.of(KEYS, AUTHORITIES, THRESHOLD, ANNOTATIONS),
                    TrustSchema::check,
                    v -> new Trust(
                            v.get(KEYS), v.get(AUTHORITIES), v.get(THRESHOLD), new TreeMap<>(v.get(ANNOTATIONS)))),
            "Whose signatures an upgrade image needs to be used as the source, and later on the nodes, which get these"
                    + " keys in `/usr/lib/kubeos/trust`.");

    private TrustSchema() {}

    /** Whether the section is so wrong that nothing can be said about who is trusted, or somebody is. */
    static boolean mayTrust(ParsedMapping config) {
        return config.find(TRUST).isEmpty() || trust(config).isPresent();
    }

    /** Who is trusted; empty if nobody is: a section that is missing is read like an empty one. */
    static Optional<Trust> trust(ParsedMapping config) {
        return config.find(TRUST).filter(trust -> !trust.isNobody());
    }

    private static Path keyFile(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        try {
            TrustFiles.keys(file);
            return file;
        } catch (KeyFileException e) {
            throw new InvalidValueException(e.reason());
        }
    }

    private static Path authorityFile(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        try {
            TrustFiles.authorities(file);
            return file;
        } catch (KeyFileException e) {
            throw new InvalidValueException(e.reason());
        }
    }

    private static void check(ParsedMapping values) {
        Optional<List<Path>> keys = values.find(KEYS);
        Optional<List<Path>> authorities = values.find(AUTHORITIES);
        if (keys.isEmpty() || authorities.isEmpty()) {
            return;
        }
        int different = countDifferent(keys.get(), values);
        int threshold = values.find(THRESHOLD).orElse(1);
        // An authority may certify any number of keys.
        if (authorities.get().isEmpty() && values.isGiven(THRESHOLD) && threshold > Math.max(different, 1)) {
            values.report(
                    THRESHOLD,
                    threshold + " signers can't be reached with " + different
                            + (different == 1 ? " key" : " different keys") + "; add keys, or lower the threshold");
        }
    }

    private static int countDifferent(List<Path> files, ParsedMapping values) {
        Map<TrustedKey, Path> seen = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            for (TrustedKey key : read(file)) {
                Path first = seen.putIfAbsent(key, file);
                if (first != null) {
                    values.report(KEYS, i, file + " has the same key as " + first + ", and it counts only once");
                }
            }
        }
        return seen.size();
    }

    private static List<TrustedKey> read(Path file) {
        try {
            return TrustFiles.keys(file);
        } catch (KeyFileException e) {
            // It was readable a moment ago; the build reads it again.
            return List.of();
        }
    }
}
