package org.kubeos.kbimg.artifact.sbom;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A package of an image. Texts are empty where the package doesn't tell.
 *
 * @param version as the distribution writes it: with epoch, if there is one, and revision or release
 * @param supplier who maintains or distributes it
 * @param source the source package that it was built from; empty if it isn't known
 * @param archive what it was installed from; empty for what was installed before
 * @param dependencies packages of the image that it needs, sorted
 */
record Component(
        String name,
        String version,
        String architecture,
        PackageUrl purl,
        String supplier,
        String homepage,
        LicenseClaim license,
        Optional<Source> source,
        Optional<PackageDescription> archive,
        List<PackageUrl> dependencies) {

    private static final Pattern WEB_ADDRESS = Pattern.compile("(?:https?|ftp)://[!-~&&[^\\\\\"<>^`{|}]]+");

    Component {
        dependencies = List.copyOf(dependencies);
    }

    /** @param version as the distribution writes it */
    record Source(String name, String version, PackageUrl purl) {}

    /** Where the archive can be had; empty if it isn't known, or was on the build machine. */
    Optional<String> location() {
        return archive.flatMap(Component::location);
    }

    /** Where an archive can be had; empty if it was on the build machine. */
    static Optional<String> location(PackageDescription archive) {
        return Optional.of(archive.url()).filter(WEB_ADDRESS.asMatchPredicate());
    }

    /** The homepage, if it is an address. */
    Optional<String> site() {
        return Optional.of(homepage).filter(WEB_ADDRESS.asMatchPredicate());
    }

    Component installedFrom(PackageDescription found) {
        return new Component(
                name,
                version,
                architecture,
                purl,
                supplier,
                homepage,
                license,
                source,
                Optional.of(found),
                dependencies);
    }
}
