package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
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
        return new Podman(command(directory));
    }

    /** Podman without privileges, as {@code user} runs it, with its store in {@code directory} of that user. */
    public static Podman create(Path directory, OrdinaryUser user) {
        // A runtime directory of root's session, which the environment may name, would be out of the user's reach.
        return new Podman(user.command(
                List.of("-C", user.home().toString(), "-u", "XDG_RUNTIME_DIR", "HOME=" + user.home()),
                command(directory)));
    }

    /** Writes the file that makes a podman use this store which finds its path in {@code CONTAINERS_STORAGE_CONF}. */
    public static Path configure(Path directory) throws IOException {
        return Files.writeString(Files.createDirectories(directory).resolve("storage.conf"), """
                [storage]
                driver = "vfs"
                graphroot = "%s"
                runroot = "%s"
                """.formatted(
                        directory.resolve("root"), directory.resolve("run")));
    }

    private static List<String> command(Path directory) {
        return List.of(
                "podman",
                "--storage-driver=vfs",
                "--cgroup-manager=cgroupfs",
                "--root=" + directory.resolve("root"),
                "--runroot=" + directory.resolve("run"),
                "--tmpdir=" + directory.resolve("tmp"));
    }

    /**
     * The command line that runs a container in the network of the host. The runtime is runc, which does with hosts
     * that have both versions of control groups; the limits are some that any host grants.
     *
     * @param options of {@code podman run}
     * @param image the image and the arguments of the container
     */
    public List<String> container(List<String> options, List<String> image) {
        var line = new ArrayList<>(command);
        line.addAll(List.of(
                "--runtime=runc", "run", "--network=host", "--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"));
        line.addAll(options);
        line.addAll(image);
        return line;
    }

    /** Copies {@code file} out of an image, to {@code target}, without starting it. */
    public void copyOut(String image, String file, Path target) {
        String container = run("create", image);
        run("cp", container + ":" + file, target.toString());
        run("rm", container);
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

    /** Empties the store, whose files an ordinary user could not remove, and ends the process that keeps a namespace. */
    @Override
    public void close() {
        run("rmi", "--all", "--force");
        run("system", "migrate");
    }
}
