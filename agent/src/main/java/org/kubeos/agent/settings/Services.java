package org.kubeos.agent.settings;

import java.io.IOException;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** The services of the node. */
@FunctionalInterface
public interface Services {

    /** Those of systemd. What was stopped stays so. */
    Services SYSTEMD = unit -> {
        var runner = new ProcessRunner(new ApplicationName("os-agent"), Progress.SILENT).withoutCallersEnvironment();
        try {
            runner.run(Command.of("systemctl", "try-restart", "--", unit));
        } catch (ProcessFailedException e) {
            throw new IOException("systemd can't restart " + unit + ": see systemctl status " + unit, e);
        }
    };

    /**
     * Restarts a service if it runs, and waits until it is up.
     *
     * @throws IOException if it doesn't come up
     */
    void restart(String unit) throws IOException;
}
