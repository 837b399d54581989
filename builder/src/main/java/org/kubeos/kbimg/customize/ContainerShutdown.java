package org.kubeos.kbimg.customize;

import java.util.List;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * How long a node that shuts down waits for containers. One whose first program has no handler for SIGTERM never ends by
 * itself, and systemd would wait 90 seconds for it.
 */
final class ContainerShutdown {

    private static final List<String> RUNTIMES = List.of("containerd", "crio", "dockerd", "isulad");

    private static final List<String> PLACES = List.of("usr/bin/", "usr/sbin/", "usr/local/bin/");

    private static final String FILE = "usr/lib/systemd/system.conf.d/50-kubeos-containers.conf";

    // systemd-system.conf(5). It counts for containers' scopes as well as for those that a runtime keeps elsewhere,
    // which
    // the last stage of a shutdown ends.
    private static final String TEXT = """
            # As long as Kubernetes gives a pod to end (terminationGracePeriodSeconds), unless that says otherwise.
            [Manager]
            DefaultTimeoutStopSec=30s
            """;

    private ContainerShutdown() {}

    /** Limits the time if the root file system has a container runtime. */
    static void limit(FileTree tree) {
        boolean runsContainers =
                PLACES.stream().anyMatch(place -> RUNTIMES.stream().anyMatch(name -> tree.exists(place + name)));
        if (runsContainers) {
            tree.writeText(FILE, TEXT);
        }
    }
}
