package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/** A container engine of this machine, with an image store of its own. */
public enum ContainerEngine {
    PODMAN("podman", "podman"),
    DOCKER("docker", "docker.io");

    /** Where the engine of this user is, and where it keeps its images. */
    private static final List<String> VARIABLES = List.of(
            "DOCKER_HOST",
            "DOCKER_CONTEXT",
            "DOCKER_CONFIG",
            "CONTAINER_HOST",
            "CONTAINERS_STORAGE_CONF",
            "STORAGE_DRIVER",
            "XDG_RUNTIME_DIR",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME");

    private final String program;
    private final String debianPackage;

    ContainerEngine(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    public String program() {
        return program;
    }

    public Requirement requirement() {
        return new Requirement.Program(program, "loads the image, as upgradeImage.load says", debianPackage);
    }

    /**
     * Puts the image of an archive into the engine's store.
     *
     * @throws BuildException with the engine's last lines, if it fails
     */
    public void load(Path archive, ProcessRunner runner) throws IOException {
        Command load = Command.of(program, "load", "--input", archive.toString());
        for (String variable : VARIABLES) {
            String value = System.getenv(variable);
            if (value != null) {
                load = load.with(variable, value);
            }
        }
        try {
            runner.run(load);
        } catch (ProcessFailedException e) {
            throw new BuildException(
                    program + " can't load the image:\n" + String.join("\n", e.lastLines()) + "\nIs it running? Try: "
                            + program + " info",
                    e);
        }
    }
}
