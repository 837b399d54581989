package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.Source.Archive;
import org.kubeos.kbimg.config.Source.HostRepositories;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.kbimg.config.Source.Repository;
import org.kubeos.kbimg.config.Source.RepositoryFile;
import org.kubeos.kbimg.config.Source.RepositoryList;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextOrListType;
import org.kubeos.yamlschema.TextType;

/** The section {@code source}. */
final class SourceSchema {

    private static final Key<String> NAME =
            Key.required("name", ScalarTypes.REPOSITORY_NAME, "Name of the repository in messages and files.");
    private static final Key<String> URL = Key.required("url", ScalarTypes.REPOSITORY_URL, "Base URL.");
    private static final Key<String> SUITE =
            Key.optional("suite", ScalarTypes.SUITE, "apt suite. dnf repositories have none.");
    private static final Key<List<String>> COMPONENTS = Key.optional(
                    "components",
                    new ListType<>("a list of components", ScalarTypes.COMPONENT),
                    "apt components of the suite.")
            .orElse(List.of(), "none");
    private static final Key<Path> SIGNING_KEY = Key.optional(
            "key",
            ScalarTypes.file("a key file"),
            "OpenPGP public keys that sign the repository. apt defaults to the distribution's own keys; dnf"
                    + " requires this key.");

    static final ChoiceType<Boolean> YES_OR_NO =
            ChoiceType.of("a boolean", List.of(true, false), String::valueOf, Map.of("yes", "true", "no", "false"));
    private static final ChoiceType<SignaturePolicy> CHECKS = ChoiceType.of(
            "a signature check to skip",
            List.of(SignaturePolicy.values()),
            SignaturePolicy::insecure,
            Map.of("yes", "true", "no", "false", "repository", "metadata", "repomd", "metadata"));
    private static final Key<SignaturePolicy> INSECURE = Key.optional(
                    "insecure",
                    CHECKS,
                    "Signature checks to skip: `metadata` for those of the repository's metadata, if it is not"
                            + " signed; `true` for all. Both cause a warning. RPM repositories only.")
            .orElse(SignaturePolicy.ALL, "false");

    private static final Key<Path> CA = Key.optional(
            "ca",
            CertificateFile.TYPE,
            "CA certificates for an https server, instead of those that this machine trusts.");

    static final MappingType<Repository> REPOSITORY_ENTRY = new MappingType<>(
            List.of(NAME, URL, SUITE, COMPONENTS, SIGNING_KEY, INSECURE, CA),
            SourceSchema::checkEntry,
            v -> new Repository(
                    v.get(NAME),
                    v.get(URL),
                    v.find(SUITE),
                    v.get(COMPONENTS),
                    v.find(SIGNING_KEY),
                    v.get(INSECURE),
                    v.find(CA)));

    private static final List<String> FILE_SUFFIXES = List.of(".sources", ".list", ".repo");

    static final TextOrListType<Repositories, Repository> REPOSITORIES = new TextOrListType<>(
            TextType.<Repositories>parsed(
                    "repositories",
                    "host, or the path of a .sources, .list, or .repo file",
                    "(?s).*",
                    SourceSchema::hostOrFile),
            new ListType<>("a list of repositories", REPOSITORY_ENTRY),
            RepositoryList::new);

    private static final Key<Repositories> REPOSITORY = Key.optional(
            "repository",
            REPOSITORIES,
            "Package repositories to install from: `host` for those that this machine uses, the path of a file"
                    + " in the package manager's own format, or a list. Settings that disable signature checks"
                    + " are rejected unless `insecure` allows them.");

    private static final Key<Path> ARCHIVE = Key.optional(
            "archive",
            RootfsFile.TYPE,
            "An existing `kubeos.tar`. No packages are installed, so `packages` has no effect.");

    private static final Key<SignaturePolicy> INSECURE_FILE = Key.optional(
                    "insecure",
                    CHECKS,
                    "Signature checks to skip, as in an entry of the list, for the repositories of a `.repo`"
                            + " file. With `true`, the file can also disable the check of its server's"
                            + " certificate. Entries of a list have their own key. For an image, `true` means"
                            + " that its signatures are not verified, which causes a warning.")
            .orElse(SignaturePolicy.ALL, "false");

    /** A source, and the limits on unpacking it. */
    record Entry(Source source, UnpackLimits limits) {}

    static final MappingType<Entry> TYPE = new MappingType<>(
            List.of(
                    REPOSITORY,
                    ARCHIVE,
                    ImageSourceSchema.IMAGE,
                    LimitsSchema.LIMITS,
                    INSECURE_FILE,
                    ImageSourceSchema.ALLOW_DOWNGRADE),
            SourceSchema::checkSource,
            v -> new Entry(source(v), v.get(LimitsSchema.LIMITS)));

    private SourceSchema() {}

    private static Repositories hostOrFile(String text, Path directory) throws InvalidValueException {
        if (text.equals("host")) {
            return new HostRepositories();
        }
        if (FILE_SUFFIXES.stream().noneMatch(text::endsWith)) {
            throw new InvalidValueException("is neither host nor the name of a repository file");
        }
        return new RepositoryFile(HostFiles.existing(text, directory));
    }

    private static void checkEntry(ParsedMapping values) {
        boolean components =
                values.find(COMPONENTS).filter(list -> !list.isEmpty()).isPresent();
        if (components && !values.isGiven(SUITE)) {
            values.report(COMPONENTS, "components require a suite, and the key 'suite' is missing");
        }
        boolean plain =
                values.find(URL).filter(url -> !url.startsWith("https:")).isPresent();
        if (values.isGiven(CA) && plain) {
            values.report(CA, "only https servers have certificates, and url doesn't start with https");
        }
    }

    private static void checkSource(ParsedMapping values) {
        List<Key<?>> given = Stream.<Key<?>>of(REPOSITORY, ARCHIVE, ImageSourceSchema.IMAGE)
                .filter(values::isGiven)
                .toList();
        if (given.isEmpty()) {
            values.report("has neither repository nor archive nor image", "exactly one of repository, archive, image");
        } else if (given.size() > 1) {
            values.report(given.getLast(), given.getFirst().name() + " is also set, and an image has only one source");
        }
        checkInsecure(values);
        if (values.find(ImageSourceSchema.ALLOW_DOWNGRADE).orElse(false) && !values.isGiven(ImageSourceSchema.IMAGE)) {
            values.report(ImageSourceSchema.ALLOW_DOWNGRADE, "applies only to an image");
        }
        values.find(REPOSITORY).ifPresent(repositories -> checkRepositories(repositories, values));
    }

    private static void checkInsecure(ParsedMapping values) {
        SignaturePolicy checks = values.find(INSECURE_FILE).orElse(SignaturePolicy.ALL);
        boolean image = values.isGiven(ImageSourceSchema.IMAGE);
        if (image && checks == SignaturePolicy.PACKAGES) {
            values.report(INSECURE_FILE, "an image has no metadata that is signed apart from it; set true or false");
        } else if (!image
                && checks != SignaturePolicy.ALL
                && !values.find(REPOSITORY)
                        .filter(RepositoryFile.class::isInstance)
                        .isPresent()) {
            values.report(
                    INSECURE_FILE,
                    "applies only to an image or a repository file, or to an entry in the list of repositories");
        }
    }

    private static void checkRepositories(Repositories repositories, ParsedMapping values) {
        if (!(repositories instanceof RepositoryList(List<Repository> list))) {
            return;
        }
        if (list.isEmpty()) {
            values.report(REPOSITORY, "the list is empty");
        }
        values.requireDistinct(REPOSITORY, list, "repository named", repository -> Stream.of(repository.name()));
    }

    private static Source source(ParsedMapping values) {
        Optional<Source> given = values.find(REPOSITORY)
                .map(Source.class::cast)
                .or(() -> values.find(ARCHIVE).map(Archive::new))
                .or(() -> values.find(ImageSourceSchema.IMAGE).map(location -> image(location, values)));
        return switch (given.orElseThrow()) {
            case RepositoryFile(Path file, SignaturePolicy _) -> new RepositoryFile(file, values.get(INSECURE_FILE));
            case Source other -> other;
        };
    }

    private static Source image(ImageLocation location, ParsedMapping values) {
        return new Source.Image(
                location,
                values.get(INSECURE_FILE) == SignaturePolicy.NONE,
                values.get(ImageSourceSchema.ALLOW_DOWNGRADE));
    }
}
