package org.kubeos.testkit.rpm;

import java.util.Optional;
import org.eclipse.packager.rpm.RpmVersion;

/** Debian's versions in RPM's terms, where a version has no hyphen. */
final class DebVersion {

    private DebVersion() {}

    /** A version that names a Debian revision has a release, another one has none. */
    static RpmVersion parse(String version) {
        int colon = version.indexOf(':');
        Optional<Integer> epoch =
                colon < 0 ? Optional.empty() : Optional.of(Integer.valueOf(version.substring(0, colon)));
        String rest = version.substring(colon + 1);
        int hyphen = rest.lastIndexOf('-');
        return hyphen < 0
                ? new RpmVersion(epoch, rest, Optional.empty())
                : new RpmVersion(
                        epoch, rest.substring(0, hyphen).replace('-', '_'), Optional.of(rest.substring(hyphen + 1)));
    }

    /** The version of a package, which always has a release. */
    static RpmVersion ofPackage(String version) {
        RpmVersion parsed = parse(version);
        return new RpmVersion(
                parsed.getEpoch(),
                parsed.getVersion(),
                Optional.of(parsed.getRelease().orElse("0")));
    }
}
