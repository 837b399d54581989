package org.kubeos.kbimg.rootfs.dnf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.SignaturePolicy;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Option;
import org.kubeos.kbimg.rootfs.dnf.RepoFile.Section;

/** Ensures that a repository disables no check that the config requires. */
record RepoSignaturePolicy(SignaturePolicy checks) {

    private static final List<String> SERVER_CHECKS = List.of("sslverify", "proxy_sslverify");

    /**
     * The repository as dnf may be told of it.
     *
     * @throws UsageException that names the line which is wrong
     */
    DnfRepository apply(Section section) {
        var repository = new DnfRepository(section.id(), RepoOptions.accepted(section));
        if (checks != SignaturePolicy.NONE) {
            requireChecked(section);
        }
        return repository.with(checks);
    }

    private void requireChecked(Section section) {
        String repository = "the repository " + section.id();
        denied(section, SERVER_CHECKS).ifPresent(option -> {
            throw option.line()
                    .error(repository + " disables the certificate check of its "
                            + (option.name().startsWith("proxy") ? "proxy" : "server") + " (" + option.name()
                            + "). Set the CA certificate with "
                            + option.name().replace("verify", "cacert")
                            + "=, or, to install without any checks, set source.insecure to true.");
        });
        denied(section, DnfRepository.PACKAGE_CHECKS).ifPresent(option -> {
            throw option.line()
                    .error(repository + " disables the signature check of its packages (" + option.name()
                            + "). Set their key with gpgkey=, or, to install without any checks, set"
                            + " source.insecure to true.");
        });
        if (section.find("gpgkey").isEmpty()) {
            throw section.line()
                    .error(repository + " has no signing key for its packages. Add gpgkey=, or, to install"
                            + " without any checks, set source.insecure to true.");
        }
        if (checks == SignaturePolicy.ALL) {
            denied(section, List.of(DnfRepository.METADATA_CHECK)).ifPresent(option -> {
                throw option.line()
                        .error(repository + " disables the signature check of its metadata (repo_gpgcheck). If"
                                + " the metadata is signed, remove the line. To check only the packages, set"
                                + " source.insecure to"
                                + " metadata, in the config or with: --set source.insecure=metadata");
            });
        }
    }

    private static Optional<Option> denied(Section section, List<String> names) {
        return names.stream()
                .filter(section::denies)
                .map(name -> section.options().get(name))
                .findFirst();
    }

    /** Warnings about the repository. */
    List<String> warnings(DnfRepository repository) {
        return switch (checks) {
            case NONE ->
                List.of("The signatures of the repository " + repository.id()
                        + " are not checked, because the config says 'insecure: true'.");
            case PACKAGES -> {
                var warnings = new ArrayList<>(List.of("The metadata of the repository " + repository.id()
                        + " is not checked, because the config says 'insecure: metadata'. Its packages are."));
                keysOverHttp(repository).forEach(warnings::add);
                yield warnings;
            }
            case ALL -> keysOverHttp(repository).toList();
        };
    }

    private static Stream<String> keysOverHttp(DnfRepository repository) {
        return repository
                .keys()
                .filter(url -> url.startsWith("http:"))
                .map(url -> "The key of the repository " + repository.id() + " comes over plain HTTP, where"
                        + " anyone on the network path can replace it: " + url
                        + ". Use a verified local copy instead, with gpgkey=file:///….");
    }
}
