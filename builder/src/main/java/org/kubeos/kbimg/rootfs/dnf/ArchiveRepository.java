package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessFailedException;

/** Makes directories of package archives repositories that dnf reads. */
final class ArchiveRepository {

    private static final String METADATA = "repodata";
    private static final String PACKAGES = "primary.xml";
    private static final String INDEX = "repomd.xml";

    private final DnfSetup setup;
    private final Path work;
    private final Sandbox sandbox;

    /**
     * @param work with dnf's configuration, and readable for the sandbox
     * @param sandbox for foreign code, since it is foreign files that are read
     */
    ArchiveRepository(DnfSetup setup, Path work, Sandbox sandbox) {
        this.setup = setup;
        this.work = work;
        this.sandbox = sandbox.readable(List.of(work));
    }

    /**
     * Writes the metadata of archives; equal archives have equal metadata.
     *
     * @param archives a directory that the sandbox can read
     * @param repository where the metadata goes
     */
    void describe(Path archives, Path repository) throws IOException {
        Path metadata = FilePermissions.createWorldReadableDirectories(repository, Path.of(METADATA));
        Path packages = metadata.resolve(PACKAGES);
        try (OutputStream out = Files.newOutputStream(packages)) {
            sandbox.readable(List.of(archives))
                    .copyOutput(
                            setup.dnf(
                                    work,
                                    Path.of("/tmp/root"),
                                    "--quiet",
                                    "kbimg-describe-archives",
                                    archives.toString()),
                            out);
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explain(e.lastLines()), e);
        }
        FilePermissions.makeWorldReadable(packages);
        FilePermissions.writeWorldReadable(metadata.resolve(INDEX), index(packages));
    }

    private static String index(Path packages) throws IOException {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <repomd xmlns="http://linux.duke.edu/metadata/repo">
                  <revision>1</revision>
                  <data type="primary">
                    <checksum type="sha256">%s</checksum>
                    <location href="%s/%s"/>
                    <timestamp>1</timestamp>
                    <size>%d</size>
                  </data>
                </repomd>
                """.formatted(Fingerprint.of(packages), METADATA, PACKAGES, Files.size(packages));
    }
}
