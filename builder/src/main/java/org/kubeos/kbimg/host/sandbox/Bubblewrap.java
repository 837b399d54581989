package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of bubblewrap, which sandbox.sh runs.
 *
 * @see <a href="https://github.com/containers/bubblewrap">bubblewrap</a>, bwrap(1)
 */
final class Bubblewrap {

    // Descriptors that sandbox.sh opens.
    private static final String ARGUMENTS = "6";
    private static final String FILTER = "7";

    /** Where sandbox.sh binds what the sandbox shows, by number, and a directory for a guest's /run. */
    private static final String STAGE = "/sys/";

    /** The capabilities that installing packages takes: to set owners and modes, to become other users, to chroot. */
    private static final List<String> CAPABILITIES =
            List.of("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT");

    // Parts of the machine's memory that file systems may take: together less than all of it.
    private static final int LARGE_PART = 4;
    private static final int SMALL_PART = 20;

    /** Directories of /proc that change or describe the machine. */
    private static final List<String> HIDDEN_DIRECTORIES = List.of("acpi", "asound", "bus", "fs", "irq", "scsi", "tty");

    private static final List<String> HIDDEN_FILES = List.of(
            "interrupts",
            "kallsyms",
            "kcore",
            "key-users",
            "keys",
            "kmsg",
            "latency_stats",
            "sched_debug",
            "sysrq-trigger",
            "timer_list",
            "timer_stats");

    private final NetworkAccess network;
    private final long memory;
    private final List<String> arguments = new ArrayList<>();

    private Bubblewrap(NetworkAccess network, long memory) {
        this.network = network;
        this.memory = memory;
    }

    /**
     * @param binds in the order in which sandbox.sh stages them: parents before what is in them
     * @param memory of the machine, in bytes
     */
    static List<String> arguments(
            List<BindMount> binds, Optional<SandboxRoot> root, NetworkAccess network, long memory) {
        var bubblewrap = new Bubblewrap(network, memory);
        bubblewrap.isolate();
        if (root.isEmpty() || !root.get().complete()) {
            bubblewrap.arguments.addAll(VisibleHostFiles.links());
            bubblewrap.mountKernelFileSystems("");
        }
        for (int i = 0; i < binds.size(); i++) {
            BindMount bind = binds.get(i);
            bubblewrap.makeParents(bind.target());
            bubblewrap.add(
                    bind.writable() ? "--bind" : "--ro-bind",
                    STAGE + i,
                    bind.target().toString());
        }
        root.ifPresent(given -> bubblewrap.mountKernelFileSystems(given.prefix()));
        if (root.isEmpty() || !root.get().complete()) {
            bubblewrap.add("--remount-ro", "/");
        }
        if (network == NetworkAccess.GUEST) {
            bubblewrap.add("--args", ARGUMENTS);
        }
        bubblewrap.add("--");
        return bubblewrap.arguments;
    }

    private void isolate() {
        add("bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
        if (network == NetworkAccess.NONE) {
            add("--unshare-net");
        }
        // bubblewrap's own first process would have no seccomp filter, and could be written to through /proc.
        add("--as-pid-1", "--new-session", "--die-with-parent", "--chdir", "/");
        // Scriptlets write the machine's name into certificates and mail settings: images must not know where they were
        // built.
        add("--hostname", "localhost");
        add("--seccomp", FILTER, "--cap-drop", "ALL");
        CAPABILITIES.forEach(capability -> add("--cap-add", "CAP_" + capability));
    }

    /** @param prefix of the root that they are for, which has directories for them */
    private void mountKernelFileSystems(String prefix) {
        String proc = prefix + "/proc";
        add("--proc", proc, "--ro-bind", "/proc/sys", proc + "/sys");
        existing(HIDDEN_DIRECTORIES).forEach(name -> mountEmpty(proc + "/" + name));
        existing(HIDDEN_FILES).forEach(name -> add("--ro-bind", "/dev/null", proc + "/" + name));
        add("--dev", prefix + "/dev");
        mountTemporary(prefix + "/dev/shm", "1777", SMALL_PART);
        add("--remount-ro", prefix + "/dev");
        // Nor on which hardware.
        mountEmpty(prefix + "/sys");
        if (network == NetworkAccess.GUEST) {
            add("--bind", STAGE + "run", prefix + "/run");
        } else {
            mountTemporary(prefix + "/run", "0755", SMALL_PART);
        }
        mountTemporary(prefix + "/tmp", "1777", LARGE_PART);
    }

    private void mountTemporary(String path, String mode, int part) {
        add("--perms", mode, "--size", String.valueOf(memory / part), "--tmpfs", path);
    }

    private void mountEmpty(String path) {
        add("--tmpfs", path, "--remount-ro", path);
    }

    /** Other users than the sandbox's root pass through them, too. */
    private void makeParents(Path target) {
        for (int names = 1; names < target.getNameCount(); names++) {
            add("--perms", "0755", "--dir", "/" + target.subpath(0, names));
        }
    }

    private static List<String> existing(List<String> names) {
        return names.stream()
                .filter(name -> Files.exists(Path.of("/proc", name)))
                .toList();
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }
}
