package org.kubeos.kbimg.host.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.process.Command;
import org.kubeos.process.CurrentUser;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/**
 * Runs foreign code: package managers, code from packages and images, users' scripts. docs/security.md says what it
 * prevents.
 *
 * <p>Commands see the host's programs or a root file system, and else only what they are shown; the rest of the host's
 * tree is detached. They have namespaces of their own for mounts, processes, network, IPC, host name and users: within
 * them, they are root of 65,536 users, none of whom is a user of the host's. They hold few capabilities, can't gain
 * others,
 * and make only the system calls of an allowlist. What they leave running ends with them.
 *
 * <p>Immutable; each command gets a sandbox of its own.
 */
public final class Sandbox {

    /** Whose ids the commands have. */
    private enum Ids {
        /** kbimg's own: for the host's programs that read its configuration. */
        CALLER,
        SUBORDINATE
    }

    private final ProcessRunner runner;
    private final Ids ids;
    private final NetworkAccess network;
    private final Optional<SandboxRoot> root;
    private final List<BindMount> binds;
    private final Optional<Path> input;
    private final Map<String, String> environment;

    private Sandbox(
            ProcessRunner runner,
            Ids ids,
            NetworkAccess network,
            Optional<SandboxRoot> root,
            List<BindMount> binds,
            Optional<Path> input,
            Map<String, String> environment) {
        this.runner = runner;
        this.ids = ids;
        this.network = network;
        this.root = root;
        this.binds = List.copyOf(binds);
        this.input = input;
        this.environment = environment;
    }

    /** A sandbox with the host's programs and no network. */
    public static Sandbox of(ProcessRunner runner) {
        return new Sandbox(
                runner.withoutCallersEnvironment(),
                Ids.SUBORDINATE,
                NetworkAccess.NONE,
                Optional.empty(),
                VisibleHostFiles.programs(),
                Optional.empty(),
                Map.of("HOME", "/root"));
    }

    /**
     * A sandbox for the host's own programs that download: with kbimg's ids, the host's network, and its configuration
     * of
     * package managers and of TLS. No foreign code runs in it.
     */
    public static Sandbox forDownloads(ProcessRunner runner) {
        var environment = new LinkedHashMap<>(ProcessRunner.proxyVariables());
        environment.put("HOME", "/root");
        return new Sandbox(
                        runner.withoutCallersEnvironment(),
                        Ids.CALLER,
                        NetworkAccess.HOST,
                        Optional.empty(),
                        VisibleHostFiles.programs(),
                        Optional.empty(),
                        environment)
                .withBinds(VisibleHostFiles.network());
    }

    /**
     * The same sandbox with a root file system as its whole directory tree. Commands find /proc, a few harmless
     * devices,
     * an empty /sys, and empty /run and /tmp of their own there.
     *
     * @param newRoot belongs to the sandbox's users: see {@link SandboxFiles#adopt}
     */
    public Sandbox in(Path newRoot) {
        return new Sandbox(
                runner, ids, network, Optional.of(new SandboxRoot(newRoot, true)), List.of(), input, environment);
    }

    /**
     * The same sandbox with the host's programs, and what {@link #in} provides in place below a root file system that
     * it
     * may write to: for a program of the host's that runs scripts in that root.
     */
    public Sandbox beside(Path newRoot) {
        return new Sandbox(
                runner, ids, network, Optional.of(new SandboxRoot(newRoot, false)), binds, input, environment);
    }

    /** The same sandbox, which can read these files and directories, where they exist, at their own paths. */
    public Sandbox readable(Collection<Path> paths) {
        return withBinds(
                paths.stream().filter(Files::exists).map(BindMount::readable).toList());
    }

    /** The same sandbox, which can read a file or directory at another path. */
    public Sandbox readable(Path source, Path target) {
        return withBinds(List.of(new BindMount(source, target, false)));
    }

    /** The same sandbox, which can write to a directory, at its own path. */
    public Sandbox writable(Path directory) {
        return withBinds(List.of(new BindMount(directory, directory, true)));
    }

    /** The same sandbox, whose commands' standard input is a file. */
    public Sandbox reading(Path file) {
        return new Sandbox(runner, ids, network, root, binds, Optional.of(file), environment);
    }

    /** The same sandbox, whose commands reach what the host reaches, but not the host's own loopback. */
    public Sandbox online() {
        return new Sandbox(runner, ids, NetworkAccess.GUEST, root, binds, input, environment);
    }

    /** The same sandbox with another variable in the environment of its commands. */
    public Sandbox with(String variable, String value) {
        var variables = new LinkedHashMap<>(environment);
        variables.put(variable, value);
        return new Sandbox(runner, ids, network, root, binds, input, variables);
    }

    private Sandbox withBinds(List<BindMount> more) {
        if (root.isPresent() && root.get().complete()) {
            throw new IllegalStateException("what is bound into a root may be behind a link of the root's");
        }
        var all = new ArrayList<>(binds);
        all.addAll(more);
        return new Sandbox(runner, ids, network, root, all, input, environment);
    }

    /** Text that changes whenever the same commands could have different results. */
    public static String recipe() {
        return NamespaceScripts.script("sandbox.sh") + SystemCalls.table();
    }

    /** The requirements of sandboxes on the host. */
    public static List<Requirement> requirements() {
        var all = new ArrayList<Requirement>();
        all.add(new Requirement.Program("bwrap", "makes the sandbox", "bubblewrap"));
        all.add(new Requirement.Program("unshare", "makes the sandbox", "util-linux"));
        if (CurrentUser.isRoot()) {
            all.add(Requirement.UserNamespaces.forRoot());
        } else {
            all.addAll(requirementsOfOrdinaryUsers());
            all.add(new Requirement.SubordinateIds(
                    System.getProperty("user.name"), Path.of("/etc/subuid"), Path.of("/etc/subgid")));
        }
        return List.copyOf(all);
    }

    /** The additional requirements on the host of sandboxes of ordinary users, whoever the user is. */
    public static List<Requirement> requirementsOfOrdinaryUsers() {
        return List.of(
                new Requirement.Program("newuidmap", "maps an ordinary user's ids into the sandbox", "uidmap"),
                Requirement.UserNamespaces.forOrdinaryUsers());
    }

    /** The additional requirements on the host of {@link #online}. */
    public static List<Requirement> requirementsOfNetwork() {
        var all = new ArrayList<>(programsOfNetwork());
        all.add(new Requirement.NetworkDevice(Path.of("/dev/net/tun")));
        return List.copyOf(all);
    }

    /** The programs among them. */
    public static List<Requirement> programsOfNetwork() {
        return List.of(
                new Requirement.Program("slirp4netns", "connects scripts with 'network: true'", "slirp4netns"),
                new Requirement.Program("ip", "closes link-local addresses to those scripts", "iproute2"));
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

    private Command wrap(Command command) throws IOException {
        var all = new ArrayList<>(binds);
        root.ifPresent(given -> all.add(given.bind()));
        all.sort(Comparator.comparing(bind -> bind.target().getNameCount()));
        var arguments = new ArrayList<>(List.of(
                ProcessRunner.parentGuardScript(),
                escaped(SeccompFilter.of(SystemCalls.of(System.getProperty("os.arch")))),
                word(ids),
                word(network),
                input.map(Path::toString).orElse(""),
                root.map(given -> given.path().toString()).orElse("")));
        all.forEach(bind -> arguments.add(bind.source().toString()));
        arguments.add("--");
        arguments.addAll(Bubblewrap.arguments(all, root, network, memory()));
        var variables = new LinkedHashMap<>(environment);
        variables.putAll(command.environment());
        return new Command(command.arguments(), variables, command.wrapper(), command.hidden())
                .under(NamespaceScripts.command("sandbox.sh", arguments));
    }

    /** In bytes. */
    private static long memory() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findAny()
                    .orElseThrow(() -> new IOException("Can't find the size of the memory in /proc/meminfo"));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As printf(1) takes bytes. */
    private static String escaped(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append("\\%03o".formatted(b & 0xFF));
        }
        return text.toString();
    }
}
