package org.kubeos.kbimg.host.sandbox;

import java.time.Instant;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * Where the programs of one build run.
 *
 * @param foreign for everything that the images bring, and for what works on it
 * @param downloads for the host's package managers while they ask repositories
 * @param files gives files to the users of {@code foreign}
 */
public record BuildSandboxes(Sandbox foreign, Sandbox downloads, SandboxFiles files) {

    /** @param epoch what tools take for the present (SOURCE_DATE_EPOCH) */
    public static BuildSandboxes of(Instant epoch, Progress progress) {
        var runner = new ProcessRunner(Application.NAME, progress);
        String seconds = String.valueOf(epoch.getEpochSecond());
        return new BuildSandboxes(
                Sandbox.of(runner).with("SOURCE_DATE_EPOCH", seconds),
                // rpm writes the time into its database when dnf imports a key, which it does with the downloads.
                Sandbox.forDownloads(runner).with("SOURCE_DATE_EPOCH", seconds),
                new SandboxFiles(runner));
    }
}
