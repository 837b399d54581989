package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;

/**
 * Archives in a directory that an earlier run has filled, and nowhere else.
 *
 * @param bundle the directory
 */
record BundledArchives(Path bundle) implements ArchiveSource {

    @Override
    public boolean hasNetwork() {
        return false;
    }

    @Override
    public void fetch(List<RpmPackage> packages, List<RpmPackage> missing, Path directory) throws IOException {
        for (RpmPackage rpm : missing) {
            Path archive = bundle.resolve(rpm.file());
            if (!Files.isRegularFile(archive, LinkOption.NOFOLLOW_LINKS)) {
                throw new BuildException(
                        "Can't find " + rpm.file() + " in the bundle " + bundle
                                + ". It was made for another lock file, or something was removed. Make it again, with: kbimg fetch");
            }
            RpmArchives.copy(archive, directory, rpm, "the bundle " + bundle);
        }
    }
}
