package org.kubeos.kbimg.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.HostException;
import org.kubeos.process.Command;
import org.kubeos.process.CurrentUser;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/** The build host's own packages. */
public final class HostPackages {

    private HostPackages() {}

    /**
     * Installs Debian packages on this host, after a look at what its repositories hold now: a fresh machine has not
     * looked yet.
     *
     * @throws HostException if that fails, or kbimg isn't run by root
     */
    public static void install(List<String> packages, ProcessRunner runner) throws IOException {
        if (!CurrentUser.isRoot()) {
            throw new HostException("Only root can install packages on this machine. As root, run: apt-get install "
                    + String.join(" ", packages));
        }
        List<String> refused = refresh(runner);
        // A fresh machine is often still busy with its first updates.
        Command install = Command.of("apt-get", "install", "--yes", "--no-install-recommends")
                .plus(List.of("-o", "DPkg::Lock::Timeout=120", "--"))
                .plus(packages)
                .with("DEBIAN_FRONTEND", "noninteractive");
        try {
            runner.run(install);
        } catch (ProcessFailedException e) {
            var lines = new ArrayList<>(refused);
            lines.addAll(e.lastLines());
            throw new HostException("Can't install the packages:\n" + String.join("\n", lines), e);
        }
    }

    /** What went wrong, if anything: one broken repository among others need not hold what is wanted. */
    private static List<String> refresh(ProcessRunner runner) throws IOException {
        try {
            runner.run(Command.of("apt-get", "update"));
            return List.of();
        } catch (ProcessFailedException e) {
            return e.lastLines();
        }
    }
}
