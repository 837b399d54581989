package org.kubeos.kbimg.rootfs.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.RootfsArchiver;
import org.kubeos.kbimg.rootfs.packages.DiskSpace;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/** Runs scripts in a root file system archive: unpacks it in the sandbox, runs them, packs what is there then. */
public final class ScriptStage {

    private final Path cache;
    private final Progress progress;
    private final BuildSandboxes sandboxes;
    private final RootfsArchiver packer;

    /**
     * @param cache kbimg's cache directory
     * @param epoch no file in the result is younger; also what scripts are told to take for the present
     */
    public ScriptStage(Path cache, Instant epoch, Progress progress) {
        this.cache = cache;
        this.progress = progress;
        this.sandboxes = BuildSandboxes.of(epoch, progress);
        this.packer = new RootfsArchiver(sandboxes, epoch);
    }

    /**
     * Runs scripts, in their order.
     *
     * @param archive holds each script at its {@link Script#path}
     * @param result where to write the archive of what is there afterwards
     * @throws BuildException with the last lines of a script that fails
     */
    public void run(List<Script> scripts, Path archive, Path result) throws IOException {
        DiskSpace.require(cache, new DataSize(Files.size(archive)), "Running scripts");
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            Path root = Files.createDirectory(work.path().resolve("root"));
            progress.step("Unpacking the root file system");
            packer.unpack(archive, root);
            for (Script script : scripts) {
                run(script, root);
            }
            progress.step("Archiving root file system");
            removeTraces(root);
            try (var out = Files.newOutputStream(result)) {
                packer.pack(root, out);
            }
        }
    }

    private void run(Script script, Path root) throws IOException {
        progress.step("Running " + script.name());
        Command command = Command.of("/" + script.path()).plusHidden(script.arguments());
        for (var variable : script.environment().entrySet()) {
            command = command.with(variable.getKey(), variable.getValue());
        }
        Sandbox inRoot = sandboxes.foreign().in(root);
        Sandbox place = script.network() ? inRoot.online() : inRoot;
        try {
            place.run(command, progress::log);
        } catch (ProcessFailedException e) {
            // The exit code says it all: that of the sandbox, as a cause, would only confuse.
            throw new BuildException("The script " + script.file() + " exited with code " + e.exitCode()
                    + (e.lastLines().isEmpty()
                            ? ", and printed nothing."
                            : ". Its last lines:\n" + String.join("\n", e.lastLines())));
        }
    }

    private void removeTraces(Path root) throws IOException {
        String script = BundledResource.text(BaseBuilder.class, "leftovers.sh")
                + BundledResource.text(ScriptStage.class, "traces.sh");
        try {
            sandboxes.foreign().in(root).run(Command.of("sh", "-c", script));
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    "Can't clean up the root file system after the scripts:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
