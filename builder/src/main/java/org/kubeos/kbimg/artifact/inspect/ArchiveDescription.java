package org.kubeos.kbimg.artifact.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.customize.accounts.PasswordHashes;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.oci.UnpackLimits;

/**
 * What a rootfs archive says about itself.
 *
 * @param size of the archive
 * @param files number of files, directories, and links
 * @param passwordHashes whose hashes whoever can read the archive gets
 */
public record ArchiveDescription(
        DataSize size, int files, OsRelease osRelease, List<InstalledPackage> packages, List<String> passwordHashes)
        implements FileDescription {

    public ArchiveDescription {
        packages = List.copyOf(packages);
        passwordHashes = List.copyOf(passwordHashes);
    }

    static ArchiveDescription read(Path file) throws IOException {
        try (RootfsArchive archive = RootfsArchive.open(file, UnpackLimits.DEFAULT)) {
            var tree = new FileTree(archive.nodes(), Instant.EPOCH);
            if (tree.exists("manifest.json") && !tree.exists("usr")) {
                throw new UsageException(
                        file + " is an archive for docker load. Inspect it as docker-archive:" + file + ".");
            }
            return new ArchiveDescription(
                    new DataSize(Files.size(file)),
                    archive.nodes().size(),
                    UpgradeImageDescription.osRelease(tree),
                    InstalledPackage.of(archive.nodes()),
                    PasswordHashes.holders(tree));
        }
    }
}
