package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * Has apt download archives whose URLs and digests are known, with its own settings, proxies and passwords, and without the
 * repositories' lists: for each repository, apt is shown a list of these archives and nothing else.
 */
final class DebDownload {

    /** Follows apt's words about archives that a lock file names. */
    private static final String GONE =
            "\nThe lock file names these archives. If the repository has dropped them, take one"
                    + " that keeps old versions, such as a snapshot; or run 'kbimg lock --update' to lock the versions of today.";

    private final AptSetup setup;
    private final boolean locked;
    private final Path work;
    private final Sandbox sandbox;
    private final Progress progress;

    /**
     * @param locked whether the archives' URLs come from a lock file
     * @param work directory for what apt needs
     */
    DebDownload(AptSetup setup, boolean locked, Path work, InstallContext context) {
        this.setup = setup;
        this.locked = locked;
        this.work = work;
        this.sandbox =
                context.sandboxes().downloads().readable(setup.localPaths()).writable(work);
        this.progress = context.progress();
    }

    /** @param archives directory in the work directory, or one that the caller alone can write to */
    void into(Path archives, List<DebPackage> debs) throws IOException {
        progress.step("Downloading packages");
        Files.createDirectories(archives.resolve("partial"));
        Map<String, List<DebPackage>> byBase = debs.stream()
                .collect(Collectors.groupingBy(
                        deb -> setup.sources().place(deb.url(), locked).base(), TreeMap::new, Collectors.toList()));
        var count = new InstallProgress("Get:", debs.size(), progress);
        for (Map.Entry<String, List<DebPackage>> repository : byBase.entrySet()) {
            try {
                download(repository.getKey(), repository.getValue(), archives, count);
            } catch (ProcessFailedException e) {
                throw new BuildException(
                        "Can't download the packages:\n" + AptMessages.errors(e.lastLines()) + (locked ? GONE : ""), e);
            }
        }
    }

    private void download(String base, List<DebPackage> debs, Path archives, InstallProgress count)
            throws IOException, ProcessFailedException {
        Path root = Files.createTempDirectory(work, "download");
        var repository =
                new AptSetup(new AptSources(List.of(FlatSource.of(base))), setup.settings(), List.of(), setup.port());
        repository.writeInto(root);
        Path configuration = Files.writeString(root.resolve("apt.conf"), repository.configurationFor(root));
        Files.writeString(
                root.resolve(AptSetup.LISTS).resolve(listName(configuration)),
                debs.stream().map(this::stanza).collect(Collectors.joining("\n")));
        Command download = Command.of("apt-get", "install", "--download-only", "--yes")
                .plus(List.of("-o", "Dir::Cache::archives=" + archives, "--"))
                .plus(debs.stream()
                        .map(DebPackage::describe)
                        .map(deb -> deb.name() + ":" + deb.architecture() + "=" + deb.version())
                        .toList())
                .with("APT_CONFIG", configuration.toString());
        sandbox.writable(archives).run(download, count);
    }

    /** Apt itself says what it calls the list. */
    private String listName(Path configuration) throws IOException, ProcessFailedException {
        Command update = Command.of("apt-get", "update", "--print-uris").with("APT_CONFIG", configuration.toString());
        return sandbox.capture(update).stream()
                .map(FlatSource::listName)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new BuildException("Can't understand what apt calls the list of a repository"));
    }

    private String stanza(DebPackage deb) {
        var described = deb.describe();
        return "Package: " + described.name() + "\nVersion: " + described.version() + "\nArchitecture: "
                + described.architecture() + "\nFilename: "
                + setup.sources().place(deb.url(), locked).file() + "\nSize: " + deb.size() + "\nSHA256: "
                + deb.sha256() + "\n";
    }
}
