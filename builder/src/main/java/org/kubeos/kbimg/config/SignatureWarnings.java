package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.SigningCertificate;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;

/** Warnings about what is signed and verified, for a config that can be built. */
final class SignatureWarnings {

    private SignatureWarnings() {}

    /**
     * @param tree what {@code config} was read from
     * @param now the time at which certificates should be valid
     */
    static void add(ImageConfig config, Mapping tree, Instant now, Problems warnings) {
        if (config.source() instanceof Source.Image image && image.insecure()) {
            warnings.add(
                    WrittenValues.in(tree, "source", "insecure").span().start(),
                    "source.insecure",
                    "the signatures of " + image.location() + " are not verified: whoever can replace it controls the"
                            + " nodes; name the keys that sign it in the section trust");
        }
        config.signatures()
                .signing()
                .flatMap(SignatureConfig.Signing::certificate)
                .flatMap(file -> problem(file, now))
                .ifPresent(problem -> warnings.add(
                        WrittenValues.in(tree, "signing", "certificate").span(), "signing.certificate", problem));
    }

    private static Optional<String> problem(Path certificate, Instant now) {
        try {
            return SigningCertificate.read(certificate).problemAt(now);
        } catch (KeyFileException e) {
            return Optional.of(e.reason());
        }
    }
}
