package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * dnf's own download of what it has chosen, from whichever mirrors it likes.
 *
 * @param root with the metadata that the packages were chosen from
 * @param work for dnf's configuration
 */
record RepositoryDownload(
        DnfSetup setup, DnfRequest request, Path root, Path work, Sandbox downloads, Progress progress)
        implements ArchiveSource {

    @Override
    public boolean hasNetwork() {
        return true;
    }

    @Override
    public void fetch(List<RpmPackage> packages, List<RpmPackage> missing, Path directory) throws IOException {
        Path caches = root.resolve(DnfSetup.CACHE);
        for (RpmPackage rpm : packages) {
            Path place = caches.resolve(rpm.place());
            Files.createDirectories(place.getParent());
            if (!missing.contains(rpm)) {
                try {
                    Files.createLink(place, directory.resolve(rpm.file()));
                } catch (FileAlreadyExistsException e) {
                    // Two names for one place: dnf compares what is there with its digest.
                }
            }
        }
        setup.writeInto(work);
        // Metadata that has become old meanwhile must do: newer one may ask for other packages.
        Command download = request.addTo(
                        setup.dnf(
                                work,
                                root,
                                "--assumeyes",
                                "--downloadonly",
                                "--setopt=metadata_expire=never",
                                "install",
                                "--"),
                        work)
                .with("KBIMG_TRANSACTION", "/tmp/transaction");
        try {
            downloads
                    .readable(setup.localPaths())
                    .writable(work)
                    .writable(root)
                    .run(download, new InstallProgress("(", missing.size(), progress));
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explain(e.lastLines()), e);
        }
        for (RpmPackage rpm : missing) {
            Files.createLink(directory.resolve(rpm.file()), caches.resolve(rpm.place()));
        }
    }
}
