package org.kubeos.kbimg.host;

import java.io.IOException;
import java.util.List;
import org.kubeos.kbimg.HostException;

/** The build host's own packages. */
public final class HostPackages {

    private HostPackages() {}

    /**
     * Installs Debian packages on this host.
     *
     * @throws HostException if that fails, or kbimg isn't run by root
     */
    public static void install(List<String> packages, ProcessRunner runner) throws IOException {
        if (!Sandbox.isRoot()) {
            throw new HostException("Only root can install packages on this machine. As root, run: apt-get install "
                    + String.join(" ", packages));
        }
        Command install = Command.of("apt-get", "install", "--yes", "--no-install-recommends", "--")
                .plus(packages)
                .with("DEBIAN_FRONTEND", "noninteractive");
        try {
            runner.run(install);
        } catch (ProcessFailedException e) {
            throw new HostException("The packages can't be installed:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
