package org.kubeos.kbimg.rootfs.lock;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The keys of lock files. What package managers get to see is checked here, and again where it is used. */
final class LockFileSchema {

    /** The version of the format. */
    static final String FORMAT = "1";

    /** The kinds of sources that are no packages. */
    static final String ARCHIVE = "archive";

    static final String IMAGE = "image";

    private static final TextType<String> LINE =
            TextType.of("a line of text", "1 to 1000 printable characters", "[^\\p{Cntrl}]{1,1000}");
    private static final TextType<String> NAME = TextType.of(
            "the name of a package", "letters, digits, and .+_~^-, not first", "[A-Za-z0-9][A-Za-z0-9.+_~^-]{0,255}");
    private static final TextType<String> VERSION = TextType.of(
            "the version of a package",
            "letters, digits, and .+:~^_-, not first",
            "[A-Za-z0-9][A-Za-z0-9.+:~^_-]{0,255}");
    private static final TextType<String> ARCHITECTURE =
            TextType.of("an architecture of packages", "such as all, noarch, or amd64", "[a-z0-9][a-z0-9_-]{1,30}");
    private static final TextType<String> DIGEST = TextType.of(
            "a digest",
            "sha256:, sha384:, or sha512:, and its lower case hexadecimal digits",
            "sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}");
    private static final TextType<String> PROFILE =
            TextType.of("a SHA-256", "64 lower case hexadecimal digits", "[0-9a-f]{64}");
    // No backslash, no quote and no blank; a user or a password would be left out when the file is written.
    private static final TextType<String> URL = TextType.of(
            "a URL",
            "such as https://example.org/a.deb, without a password",
            "[a-z][a-z0-9+.-]{1,30}:[!#-&(-?A-Z_a-z~\\[\\]]{1,2000}");
    private static final TextType<DataSize> SIZE = TextType.parsed(
            "a size",
            "bytes, at most 99 billion",
            "0|[1-9][0-9]{0,10}",
            (text, _) -> new DataSize(Long.parseLong(text)));

    private static final Key<String> PACKAGE_NAME = Key.required("name", NAME, "Its name.");
    private static final Key<String> PACKAGE_VERSION = Key.required("version", VERSION, "Its version.");
    private static final Key<String> PACKAGE_ARCHITECTURE =
            Key.required("architecture", ARCHITECTURE, "Its architecture.");
    private static final Key<DataSize> PACKAGE_SIZE = Key.required("size", SIZE, "Bytes of its archive.");
    private static final Key<DataSize> INSTALLED = Key.optional("installed", SIZE, "Bytes that it takes installed.");
    private static final Key<String> PACKAGE_DIGEST = Key.required("digest", DIGEST, "Digest of its archive.");
    private static final Key<String> PACKAGE_URL = Key.required("url", URL, "Where its archive is.");

    private static final MappingType<PackageDescription> PACKAGE = MappingType.of(
            List.of(
                    PACKAGE_NAME,
                    PACKAGE_VERSION,
                    PACKAGE_ARCHITECTURE,
                    PACKAGE_SIZE,
                    INSTALLED,
                    PACKAGE_DIGEST,
                    PACKAGE_URL),
            v -> new PackageDescription(
                    v.get(PACKAGE_NAME),
                    v.get(PACKAGE_VERSION),
                    v.get(PACKAGE_ARCHITECTURE),
                    v.get(PACKAGE_SIZE),
                    v.find(INSTALLED),
                    v.get(PACKAGE_URL),
                    v.get(PACKAGE_DIGEST)));

    private static final Key<String> REPOSITORY_URL = Key.required("url", URL, "Where its metadata is.");
    private static final Key<String> REPOSITORY_DIGEST = Key.required("digest", DIGEST, "Digest of that.");

    private static final MappingType<RepositoryState> REPOSITORY = MappingType.of(
            List.of(REPOSITORY_URL, REPOSITORY_DIGEST),
            v -> new RepositoryState(v.get(REPOSITORY_URL), v.get(REPOSITORY_DIGEST)));

    private static final Key<List<String>> NAMES =
            Key.required("names", new ListType<>("a list of names", LINE), "What was asked for.");
    private static final Key<List<String>> SOURCES =
            Key.required("sources", new ListType<>("a list of repositories", LINE, false), "What was asked.");
    private static final Key<List<RepositoryState>> REPOSITORIES = Key.required(
            "repositories", new ListType<>("a list of repositories' metadata", REPOSITORY), "What those offered.");
    private static final Key<List<PackageDescription>> PACKAGES =
            Key.required("packages", new ListType<>("a list of packages", PACKAGE), "What the names came to.");

    private static final MappingType<LockedPart> PART = new MappingType<>(
            List.of(NAMES, SOURCES, REPOSITORIES, PACKAGES),
            LockFileSchema::checkPart,
            v -> new LockedPart(v.get(NAMES), v.get(SOURCES), v.get(REPOSITORIES), v.get(PACKAGES)));

    private static final Key<String> KIND = Key.required(
            "kind",
            ChoiceType.of("a kind of source", List.of(ARCHIVE, IMAGE), kind -> kind, Map.of()),
            "What the root file system comes from.");
    private static final Key<String> SOURCE_DIGEST = Key.required("digest", DIGEST, "Its digest.");

    private static final MappingType<LockedSource> SOURCE = MappingType.of(
            List.of(KIND, SOURCE_DIGEST),
            v -> v.get(KIND).equals(IMAGE)
                    ? new LockedSource.Image(v.get(SOURCE_DIGEST))
                    : new LockedSource.Archive(v.get(SOURCE_DIGEST)));

    private static final Key<String> VERSION_OF_FORMAT = Key.required(
            "format",
            TextType.of("a format of lock files that this kbimg knows", FORMAT, FORMAT),
            "Version of the format.");
    private static final Key<String> TOOL = Key.required("kbimg", LINE, "Version of kbimg that wrote it.");
    private static final Key<String> DISTRIBUTION = Key.required("distribution", LINE, "The distribution.");
    private static final Key<String> PROFILE_DIGEST = Key.required("profile", PROFILE, "Digest of its profile.");
    private static final Key<String> TARGET = Key.required(
            "architecture",
            ChoiceType.of(
                    "an architecture",
                    Stream.of(Architecture.values()).map(Architecture::key).toList(),
                    key -> key,
                    Map.of()),
            "The image's architecture.");
    private static final Key<LockedSource> LOCKED_SOURCE =
            Key.optional("source", SOURCE, "What the root file system comes from, if not from packages.");
    private static final Map<LockedPart.Name, Key<LockedPart>> PARTS = parts();

    /** A whole file. */
    static final MappingType<LockFile> TYPE = MappingType.of(
            Stream.concat(
                            Stream.<Key<?>>of(
                                    VERSION_OF_FORMAT, TOOL, DISTRIBUTION, PROFILE_DIGEST, TARGET, LOCKED_SOURCE),
                            Stream.of(LockedPart.Name.values()).map(PARTS::get))
                    .toList(),
            LockFileSchema::lock);

    private LockFileSchema() {}

    private static Map<LockedPart.Name, Key<LockedPart>> parts() {
        var parts = new EnumMap<LockedPart.Name, Key<LockedPart>>(LockedPart.Name.class);
        for (LockedPart.Name name : LockedPart.Name.values()) {
            parts.put(name, Key.optional(name.key(), PART, "The packages of the " + name.key() + "."));
        }
        return parts;
    }

    private static void checkPart(ParsedMapping values) {
        values.find(PACKAGES)
                .ifPresent(packages -> values.requireDistinct(
                        PACKAGES,
                        packages,
                        "package",
                        one -> Stream.of(one.name() + " " + one.version() + " " + one.architecture())));
    }

    private static LockFile lock(ParsedMapping values) {
        var parts = new EnumMap<LockedPart.Name, LockedPart>(LockedPart.Name.class);
        PARTS.forEach((name, key) -> values.find(key).ifPresent(part -> parts.put(name, part)));
        return new LockFile(
                values.get(TOOL),
                values.get(DISTRIBUTION),
                values.get(PROFILE_DIGEST),
                values.get(TARGET),
                values.find(LOCKED_SOURCE),
                parts);
    }
}
