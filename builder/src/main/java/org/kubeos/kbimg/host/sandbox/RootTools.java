package org.kubeos.kbimg.host.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;

/**
 * Changes to a root file system in which foreign code has run. The host's tools make them, in the sandbox: a link that
 * leads out of the root leads nowhere there. Paths are relative to the root.
 */
public final class RootTools {

    private static final String SCRIPT = "root-tools.sh";

    private final Sandbox sandbox;
    private final Path root;

    public RootTools(Sandbox sandbox, Path root) {
        this.sandbox = sandbox;
        this.root = root;
    }

    /** Text that changes with what the tools do. */
    public static String recipe() {
        return BundledResource.text(RootTools.class, SCRIPT);
    }

    /** The versions of the kernels in {@code /boot}, as their files' names have them, in no order. */
    public List<String> kernels() throws IOException {
        return run(sandbox, "kernels").stream()
                .filter(version -> version.matches("[A-Za-z0-9._+~-]+"))
                .toList();
    }

    /** @param module a module's directory, named as dracut wants it */
    public void addDracutModule(Path module) throws IOException {
        run(sandbox.readable(List.of(module)), "add", module.toString(), "usr/lib/dracut/modules.d");
    }

    /** Puts a file of the host's into the root, with the directories on its way. */
    public void add(Path file, String target) throws IOException {
        run(sandbox.readable(List.of(file)), "install", file.toString(), target);
    }

    public void link(String target, String path) throws IOException {
        run(sandbox, "link", target, path);
    }

    public void copy(String file, String copy) throws IOException {
        run(sandbox, "copy", file, copy);
    }

    public void makeDirectory(String path) throws IOException {
        run(sandbox, "directory", path);
    }

    /** Makes a directory that only root can enter. */
    public void makePrivateDirectory(String path) throws IOException {
        run(sandbox, "private", path);
    }

    public void remove(String path) throws IOException {
        run(sandbox, "remove", path);
    }

    private List<String> run(Sandbox place, String verb, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", recipe(), SCRIPT, root.toString(), verb));
        command.addAll(List.of(arguments));
        try {
            return place.writable(root).capture(Command.of(command));
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't change the root file system:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
