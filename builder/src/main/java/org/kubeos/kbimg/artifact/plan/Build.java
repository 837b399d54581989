package org.kubeos.kbimg.artifact.plan;

import java.io.IOException;
import java.util.List;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A running build, as the steps of its recipe see it.
 *
 * @param packages the archives that the root file system was made of
 */
public record Build(RootfsArchive rootfs, Packages packages, OutputDirectory output, BuildContext context) {

    /** Knows package archives, perhaps not before the repositories have answered. */
    @FunctionalInterface
    public interface Packages {

        /** What comes without them: an archive or an image that was made before. */
        Packages UNKNOWN = List::of;

        /**
         * The archives, sorted by name, once they are known.
         *
         * @throws org.kubeos.kbimg.KbimgException if the repositories can't be asked, or don't have them
         */
        List<PackageDescription> known() throws IOException;
    }
}
