package org.kubeos.kbimg.artifact.sbom;

import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.output.InstalledPackage;

/** The packages that rpm says are installed. */
final class RpmPackages {

    private static final String SOURCE_SUFFIX = ".src.rpm";

    private RpmPackages() {}

    /** @param list text of the list that stage one has made of rpm's database */
    static List<Component> of(String list, Distribution distribution) {
        return InstalledPackage.parseRpmList(list).stream()
                .map(rpm -> component(rpm, distribution))
                .toList();
    }

    private static Component component(InstalledPackage rpm, Distribution distribution) {
        String release = rpm.version() + (rpm.release().isEmpty() ? "" : "-" + rpm.release());
        return new Component(
                rpm.name(),
                rpm.epoch().isEmpty() ? release : rpm.epoch() + ":" + release,
                rpm.architecture(),
                PackageUrl.ofRpm(distribution, rpm.name(), rpm.epoch(), release, rpm.architecture()),
                rpm.vendor(),
                "",
                LicenseClaim.ofRpm(rpm.license()),
                source(rpm.source(), distribution),
                Optional.empty(),
                List.of());
    }

    /** @param file NAME-VERSION-RELEASE.src.rpm */
    private static Optional<Component.Source> source(String file, Distribution distribution) {
        String id = file.endsWith(SOURCE_SUFFIX) ? file.substring(0, file.length() - SOURCE_SUFFIX.length()) : "";
        int end = id.lastIndexOf('-', id.lastIndexOf('-') - 1);
        if (end <= 0) {
            return Optional.empty();
        }
        String name = id.substring(0, end);
        String version = id.substring(end + 1);
        return Optional.of(
                new Component.Source(name, version, PackageUrl.ofRpm(distribution, name, "", version, "src")));
    }
}
