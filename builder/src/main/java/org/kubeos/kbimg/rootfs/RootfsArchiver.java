package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;

/** Packs a root file system's directory into an archive and back, where owners are what the sandbox sees. */
public final class RootfsArchiver {

    private final BuildSandboxes sandboxes;
    private final Instant epoch;

    /** @param epoch no file in an archive is younger */
    public RootfsArchiver(BuildSandboxes sandboxes, Instant epoch) {
        this.sandboxes = sandboxes;
        this.epoch = epoch;
    }

    /** Writes everything in {@code root}, save for what lies below mount points of the running system. */
    public void pack(Path root, OutputStream archive) throws IOException {
        Command tar = Command.of(
                "tar",
                "--create",
                "--directory=" + root,
                "--format=pax",
                "--sparse",
                "--sparse-version=1.0",
                "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime",
                "--sort=name",
                "--numeric-owner",
                "--mtime=@" + epoch.getEpochSecond(),
                "--clamp-mtime",
                "--xattrs",
                "--xattrs-include=*",
                "--one-file-system",
                "--exclude=./dev/*",
                "--exclude=./proc/*",
                "--exclude=./run/*",
                "--exclude=./sys/*",
                "--exclude=./tmp/*",
                ".");
        try {
            sandboxes.foreign().readable(List.of(root)).copyOutput(tar, archive);
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't archive the root file system:\n" + String.join("\n", e.lastLines()), e);
        }
    }

    /**
     * Makes the files of an archive in {@code root}, an empty directory, which belongs to the sandbox's users afterwards. The
     * kernel fills /dev, so it stays empty.
     */
    public void unpack(Path archive, Path root) throws IOException {
        Command tar = Command.of(
                "tar",
                "--extract",
                "--file=-",
                "--directory=" + root,
                "--numeric-owner",
                "--same-owner",
                "--same-permissions",
                "--xattrs",
                "--xattrs-include=*",
                "--anchored",
                "--exclude=dev/*",
                "--exclude=./dev/*");
        sandboxes.files().adopt(root);
        try {
            sandboxes.foreign().writable(root).reading(archive).run(tar);
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't unpack the root file system:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
