package org.kubeos.kbimg.artifact.diff;

import java.util.Comparator;
import java.util.Optional;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.DebianVersion;
import org.kubeos.kbimg.rootfs.packages.RpmVersion;

/**
 * A package of one side.
 *
 * @param version whole, with epoch and release where it has them
 * @param size when installed, where that is known
 * @param digest of its archive, where that is known
 */
public record ComparedPackage(
        String name,
        String architecture,
        String version,
        Optional<DataSize> size,
        Format format,
        Optional<String> digest) {

    /** Whose rules versions follow. */
    public enum Format {
        DEB(DebianVersion.ORDER),
        RPM(RpmVersion.ORDER);

        private final Comparator<String> order;

        Format(Comparator<String> order) {
            this.order = order;
        }

        Comparator<String> order() {
            return order;
        }
    }

    boolean isSame(ComparedPackage other) {
        return version.equals(other.version) && architecture.equals(other.architecture) && !isOtherArchive(other);
    }

    private boolean isOtherArchive(ComparedPackage other) {
        return digest.isPresent() && other.digest.isPresent() && !digest.equals(other.digest);
    }
}
