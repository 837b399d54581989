package org.kubeos.testkit.rpm;

import java.util.List;
import java.util.Optional;
import org.eclipse.packager.rpm.RpmVersion;

/**
 * Everything that makes an RPM.
 *
 * @param sourcePackage name, version and release of what it was built from
 * @param requires besides {@code filesystem}, which comes before every package but itself and {@code setup}
 * @param postTransaction script that runs when all packages are installed
 */
record RpmSpec(
        String name,
        RpmVersion version,
        String architecture,
        String summary,
        String sourcePackage,
        List<Relation> provides,
        List<Relation> requires,
        List<RpmFile> files,
        Optional<String> postTransaction) {

    RpmSpec {
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        files = List.copyOf(files);
    }

    String fileName() {
        return name + "-" + version.getVersion() + "-" + version.getRelease().orElseThrow() + "." + architecture
                + ".rpm";
    }
}
