package org.kubeos.kbimg.customize.containers;

import java.util.stream.Stream;
import org.kubeos.kbimg.config.ContainerRuntime;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * How long a node that shuts down waits for containers. One whose first program has no handler for SIGTERM never ends by
 * itself, and systemd would wait 90 seconds for it.
 */
public final class ContainerShutdown {

    private static final String FILE = "usr/lib/systemd/system.conf.d/50-kubeos-containers.conf";

    // systemd-system.conf(5). It counts for containers' scopes as well as for those that a runtime keeps elsewhere,
    // which the
    // last stage of a shutdown ends.
    private static final String TEXT = """
            # As long as Kubernetes gives a pod to end (terminationGracePeriodSeconds), unless that says otherwise.
            [Manager]
            DefaultTimeoutStopSec=30s
            """;

    private ContainerShutdown() {}

    /** Limits the time if the node has a runtime that is a service. */
    public static void limit(InstalledRuntimes runtimes, FileTree tree) {
        boolean runsContainers = Stream.of(
                        ContainerRuntime.CONTAINERD,
                        ContainerRuntime.CRI_O,
                        ContainerRuntime.DOCKER,
                        ContainerRuntime.ISULAD,
                        ContainerRuntime.K3S,
                        ContainerRuntime.RKE2)
                .anyMatch(runtimes::include);
        if (runsContainers) {
            tree.writeText(FILE, TEXT);
        }
    }
}
