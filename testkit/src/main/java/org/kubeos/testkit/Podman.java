package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Podman with a store of its own, which needs neither overlays nor a daemon. */
public final class Podman implements AutoCloseable {

    private final List<String> environment;
    private final UnaryOperator<List<String>> launcher;

    private Podman(List<String> environment, UnaryOperator<List<String>> launcher) {
        this.environment = List.copyOf(environment);
        this.launcher = launcher;
    }

    /**
     * Podman of whoever runs the test.
     *
     * @param directory of the store; it is made
     */
    public static Podman create(Path directory) {
        List<String> environment = List.of(writeSettings(directory));
        return new Podman(environment, command -> {
            var line = new ArrayList<>(List.of("env"));
            line.addAll(environment);
            line.addAll(command);
            return line;
        });
    }

    /** Podman of an ordinary user, who needs no root for it. */
    public static Podman createFor(OrdinaryUser user) {
        Path directory = user.home().resolve("podman");
        var environment =
                List.of(writeSettings(directory), "HOME=" + user.home(), "XDG_RUNTIME_DIR=" + directory.resolve("run"));
        user.own(directory);
        return new Podman(environment, command -> user.command(environment, command));
    }

    /** Returns the assignment that makes podman use the store. */
    private static String writeSettings(Path directory) {
        try {
            Files.createDirectories(directory.resolve("run"));
            Path settings =
                    Files.writeString(directory.resolve("storage.conf"), """
                    [storage]
                    driver = "vfs"
                    graphroot = "%1$s/root"
                    runroot = "%1$s/run"
                    """.formatted(directory.toAbsolutePath()));
            return "CONTAINERS_STORAGE_CONF=" + settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program must have in its environment whose podman shall have the same store. */
    public List<String> environment() {
        return environment;
    }

    /** What a command prints, without the blanks around it and without podman's remarks on the machine. */
    public String run(String... arguments) {
        List<String> output = tryToRun(List.of(arguments)).expectSuccess().lines();
        return String.join(
                        "\n",
                        output.stream()
                                .filter(text -> !text.startsWith("time=") && !text.startsWith("WARN"))
                                .toList())
                .strip();
    }

    /**
     * Makes a container of an image and runs it, in the way that works in containers and other small worlds, too: crun refuses
     * machines with both versions of cgroups, and limits can't be raised there.
     *
     * @param arguments podman's options, the image, and its program's arguments
     */
    public Tool.Result runContainer(String... arguments) {
        var line = new ArrayList<>(
                List.of("run", "--runtime=runc", "--ulimit=nofile=1000:1000", "--ulimit=nproc=1000:1000"));
        line.addAll(List.of(arguments));
        return tryToRun(line);
    }

    private Tool.Result tryToRun(List<String> arguments) {
        var line = new ArrayList<>(List.of("podman"));
        line.addAll(arguments);
        return Tool.run(launcher.apply(line), new byte[0]);
    }

    /** Empties the store, whose files an ordinary user could not remove, and ends the process that keeps a namespace. */
    @Override
    public void close() {
        run("rm", "--all", "--force");
        run("rmi", "--all", "--force");
        run("system", "migrate");
    }
}
