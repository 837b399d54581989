package org.kubeos.kbimg.host;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Private namespaces in which foreign code runs: mounts, processes, host name and System V IPC, and, for an ordinary
 * user, user ids. Within them the caller is uid 0, and an ordinary user's subordinate ids are the other users.
 *
 * <p>Each command gets namespaces of its own: what it mounts or leaves running ends with it. The network is the host's,
 * unless it is to have none.
 */
public final class Sandbox {

    private static final String HOST = "";

    private final ProcessRunner runner;
    private final String root;
    private final Place place;
    private final Network network;
    private final Map<String, String> environment;

    /** What commands can reach. */
    private enum Network {
        /** The host's. */
        SHARED,
        /** The host's, with its name servers known in the root. */
        RESOLVED,
        NONE
    }

    /** Where commands run, seen from the root file system that is prepared for them. */
    private enum Place {
        INSIDE,
        BESIDE
    }

    private Sandbox(ProcessRunner runner, String root, Place place, Network network, Map<String, String> environment) {
        this.runner = runner;
        this.root = root;
        this.place = place;
        this.network = network;
        this.environment = environment;
    }

    /** A sandbox with the host's directory tree and programs. */
    public static Sandbox onHost(ProcessRunner runner) {
        return new Sandbox(runner, HOST, Place.BESIDE, Network.SHARED, Map.of());
    }

    /**
     * The same sandbox with a root file system as its whole directory tree. Commands find /proc, /sys, a few harmless
     * devices, and an empty /run and /tmp there.
     */
    public Sandbox in(Path newRoot) {
        return new Sandbox(runner, newRoot.toString(), Place.INSIDE, network, environment).with("HOME", "/root");
    }

    /**
     * The same sandbox with the host's directory tree, and what {@link #in} provides in place below a root file system:
     * for a program of the host's that runs scripts in that root.
     */
    public Sandbox beside(Path newRoot) {
        return new Sandbox(runner, newRoot.toString(), Place.BESIDE, network, environment);
    }

    /** The same sandbox, whose commands reach no network. */
    public Sandbox offline() {
        return new Sandbox(runner, root, place, Network.NONE, environment);
    }

    /** The same sandbox, whose commands find the host's name servers in the root that is prepared for them. */
    public Sandbox online() {
        return new Sandbox(runner, root, place, Network.RESOLVED, environment);
    }

    /** The same sandbox with another variable in the environment of its commands. */
    public Sandbox with(String variable, String value) {
        var variables = new LinkedHashMap<>(environment);
        variables.put(variable, value);
        return new Sandbox(runner, root, place, network, variables);
    }

    /** Whether kbimg runs as root, so that no user namespace is needed. */
    public static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException("can't tell which user this is: is /proc mounted?", e);
        }
    }

    /** What sandboxes of this user's need of the host. */
    public static List<Requirement> requirements() {
        var all = new ArrayList<Requirement>();
        all.add(new Requirement.Program("unshare", "makes the sandbox", "util-linux"));
        all.add(new Requirement.Program("hostname", "names the sandbox", "hostname"));
        if (!isRoot()) {
            all.addAll(requirementsOfOrdinaryUsers());
            all.add(new Requirement.SubordinateIds(
                    System.getProperty("user.name"), Path.of("/etc/subuid"), Path.of("/etc/subgid")));
        }
        return List.copyOf(all);
    }

    /** What sandboxes of ordinary users need of the host besides, whoever the user is. */
    public static List<Requirement> requirementsOfOrdinaryUsers() {
        return List.of(
                new Requirement.Program("newuidmap", "maps an ordinary user's ids into the sandbox", "uidmap"),
                new Requirement.UserNamespaces(Path.of("/proc/sys")));
    }

    /** As {@link ProcessRunner#run(Command)}. */
    public void run(Command command) throws IOException, ProcessFailedException {
        runner.run(wrap(command));
    }

    /** As {@link ProcessRunner#run(Command, Consumer)}. */
    public void run(Command command, Consumer<String> listener) throws IOException, ProcessFailedException {
        runner.run(wrap(command), listener);
    }

    /** As {@link ProcessRunner#capture(Command)}. */
    public List<String> capture(Command command) throws IOException, ProcessFailedException {
        return runner.capture(wrap(command));
    }

    /** As {@link ProcessRunner#copyOutput(Command, OutputStream)}. */
    public void copyOutput(Command command, OutputStream output) throws IOException, ProcessFailedException {
        runner.copyOutput(wrap(command), output);
    }

    private Command wrap(Command command) {
        var wrapper =
                new ArrayList<>(List.of("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"));
        if (!isRoot()) {
            wrapper.addAll(List.of("--map-root-user", "--map-auto"));
        }
        if (network == Network.NONE) {
            wrapper.add("--net");
        }
        wrapper.addAll(List.of("--", "sh", "-c", Resource.text(Sandbox.class, "sandbox.sh"), "sandbox", root));
        wrapper.add(place.name().toLowerCase(Locale.ROOT));
        wrapper.add(network.name().toLowerCase(Locale.ROOT));
        var variables = new LinkedHashMap<>(environment);
        variables.putAll(command.environment());
        return new Command(command.arguments(), variables, command.hidden()).under(wrapper);
    }
}
