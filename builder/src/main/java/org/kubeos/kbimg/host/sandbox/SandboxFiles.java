package org.kubeos.kbimg.host.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/** Files that belong to the users of sandboxes. An ordinary user can't touch them but from a user namespace. */
public final class SandboxFiles {

    private final ProcessRunner runner;

    public SandboxFiles(ProcessRunner runner) {
        this.runner = runner.withoutCallersEnvironment();
    }

    /**
     * Gives a directory, with all that kbimg has put there, to the sandbox's users, who see it as root's. Files with
     * several hard links stay kbimg's: others rely on their content.
     *
     * @param directory where no foreign code has run
     */
    public void adopt(Path directory) throws IOException {
        try {
            runner.run(Command.of(NamespaceScripts.command("adopt.sh", List.of(directory.toString()))));
        } catch (ProcessFailedException e) {
            throw new IOException(
                    "Can't give " + directory + " to the sandbox: " + String.join("\n", e.lastLines()), e);
        }
    }

    /** Removes a file or directory, whichever of these users own its contents. */
    public void remove(Path path) throws IOException, ProcessFailedException {
        runner.run(Command.of(NamespaceScripts.command("remove.sh", List.of(path.toString()))));
    }
}
