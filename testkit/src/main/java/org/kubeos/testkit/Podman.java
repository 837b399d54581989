package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Podman with a store of its own, which needs neither overlays nor a daemon. */
public final class Podman implements AutoCloseable {

    private final List<String> command;

    private Podman(List<String> command) {
        this.command = command;
    }

    /** @param directory of the store */
    public static Podman create(Path directory) {
        return new Podman(List.of(
                "podman",
                "--storage-driver=vfs",
                "--root=" + directory.resolve("root"),
                "--runroot=" + directory.resolve("run"),
                "--tmpdir=" + directory.resolve("tmp")));
    }

    /** What a command prints, without the blanks around it and without podman's remarks on the machine. */
    public String run(String... arguments) {
        var line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        List<String> output = Tool.run(line, new byte[0]).expectSuccess().lines();
        return String.join(
                        "\n",
                        output.stream()
                                .filter(text -> !text.startsWith("time=") && !text.startsWith("WARN"))
                                .toList())
                .strip();
    }

    /** Empties the store, whose files an ordinary user could not remove. */
    @Override
    public void close() {
        run("rmi", "--all", "--force");
    }
}
