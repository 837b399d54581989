package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * Downloads by URL with the repositories' settings of proxies, certificates and passwords, whatever their metadata says by
 * now.
 *
 * @param work for dnf's configuration, which holds passwords
 */
record UrlDownload(DnfSetup setup, Path work, Sandbox downloads, Progress progress) implements ArchiveSource {

    @Override
    public boolean hasNetwork() {
        return true;
    }

    @Override
    public void fetch(List<RpmPackage> packages, List<RpmPackage> missing, Path directory) throws IOException {
        var servers = new LinkedHashMap<DnfRepository, DnfRepository>();
        var list = new ArrayList<String>();
        for (RpmPackage rpm : missing) {
            PackageOrigin origin = setup.requireOrigin(rpm);
            DnfRepository settings = origin.repositories().getFirst();
            DnfRepository server = servers.computeIfAbsent(
                    settings.forDownloads("server", origin, setup.variables()),
                    anonymous -> anonymous.named("server-" + servers.size()));
            list.add(String.join(
                    "\t",
                    server.id(),
                    origin.base(),
                    origin.path(),
                    work.resolve(rpm.file()).toString(),
                    rpm.algorithm(),
                    rpm.digest(),
                    String.valueOf(rpm.size())));
        }
        DnfSetup download = setup.with(List.copyOf(servers.values()));
        download.writeInto(work);
        Path file = Files.write(work.resolve("archives"), list);
        try {
            downloads
                    .readable(download.localPaths())
                    .writable(work)
                    .run(
                            download.dnf(work, work.resolve("root"), "kbimg-fetch-archives", file.toString()),
                            new InstallProgress("Downloaded ", missing.size(), progress));
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explainDownload(e.lastLines()), e);
        } finally {
            for (RpmPackage rpm : missing) {
                Path archive = work.resolve(rpm.file());
                if (Files.exists(archive)) {
                    Files.move(FilePermissions.makeWorldReadable(archive), directory.resolve(rpm.file()));
                }
            }
        }
    }
}
