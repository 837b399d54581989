package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.process.ProcessFailedException;

/** Public keys that lie on servers. */
final class ServerKeys {

    private ServerKeys() {}

    /**
     * Downloads them.
     *
     * @param work for dnf's configuration, which holds passwords
     * @param keys the directory that they go to, as {@link DnfRepository#offline} expects them
     */
    static void fetch(DnfSetup setup, Path work, Path keys, Sandbox downloads) throws IOException {
        setup.writeInto(work);
        try {
            downloads
                    .readable(setup.localPaths())
                    .writable(work)
                    .writable(keys)
                    .run(setup.dnf(work, work.resolve("root"), "kbimg-fetch-keys", keys.toString()));
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "Can't download the keys of the packages:\n"
                            + PackageOrigin.withoutUsers(DnfMessages.errors(e.lastLines())),
                    e);
        }
    }

    /**
     * Makes sure that there are none.
     *
     * @throws UsageException that names one
     */
    static void refuse(List<DnfRepository> repositories) {
        for (DnfRepository repository : repositories) {
            repository
                    .keys()
                    .filter(url -> !url.startsWith("file:"))
                    .findFirst()
                    .ifPresent(url -> {
                        throw new UsageException(
                                "source.repository: the key of " + repository.id()
                                        + " lies on a server, and a build from a bundle has no network: "
                                        + PackageOrigin.withoutUsers(url)
                                        + ". Download it, compare it with its fingerprint, and set gpgkey=file:///… to its path.");
                    });
        }
    }
}
