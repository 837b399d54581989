package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Mount, network, and process namespaces, in which a kubelet does the machine no harm: {@code /run}, {@code /var/lib}, and
 * {@code /var/log} are in memory, and the kernel's settings that it writes are plain files. Needs root. Closing it kills every
 * process in it.
 */
final class Namespaces implements AutoCloseable {

    /** An address in it besides loopback's. */
    static final String ADDRESS = "10.77.0.1";

    private static final Duration START = Duration.ofMinutes(1);

    private static final List<String> KERNEL_SETTINGS = List.of(
            "vm/overcommit_memory",
            "vm/panic_on_oom",
            "kernel/panic",
            "kernel/panic_on_oops",
            "kernel/keys/root_maxkeys",
            "kernel/keys/root_maxbytes");

    private static final String READY = "namespaces are ready";

    /** Ends with its input: when it is killed, and when the test's process ends. */
    private static final String FIRST_PROCESS = """
            set -e
            for directory in /run /var/lib /var/log; do mount -t tmpfs tmpfs $directory; done
            for setting in %s; do
                file=/run/$(echo $setting | tr / _)
                cat /proc/sys/$setting >$file
                mount --bind $file /proc/sys/$setting
            done
            ip link set lo up
            ip address add %s/32 dev lo
            echo %s
            exec cat
            """.formatted(String.join(" ", KERNEL_SETTINGS), ADDRESS, READY);

    private final ServerProcess unshare;
    private final long firstProcess;

    private Namespaces(ServerProcess unshare, long firstProcess) {
        this.unshare = unshare;
        this.firstProcess = firstProcess;
    }

    /** @param log of the commands that set it up */
    static Namespaces create(Path log) throws IOException {
        ServerProcess unshare = ServerProcess.start(
                "unshare",
                List.of(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-c",
                        FIRST_PROCESS),
                log);
        unshare.await(START, () -> unshare.log().contains(READY));
        return new Namespaces(unshare, unshare.onlyChild());
    }

    /** What a command line begins with whose program sees this machine's files. */
    List<String> networkLauncher() {
        return List.of("nsenter", "--target=" + firstProcess, "--net", "--pid", "--");
    }

    /**
     * What a command line begins with whose program is in all the namespaces.
     *
     * @param programs root of a file system whose programs are found before this machine's
     */
    List<String> launcher(Path programs) {
        return List.of(
                "nsenter",
                "--target=" + firstProcess,
                "--mount",
                "--net",
                "--pid",
                "--",
                "env",
                "PATH=" + programs.resolve("usr/bin") + ":" + programs.resolve("usr/sbin") + ":/usr/sbin:/usr/bin");
    }

    @Override
    public void close() {
        unshare.close();
    }
}
