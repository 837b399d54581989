package org.kubeos.kbimg.host.qemu;

import java.nio.file.Path;

/**
 * A machine that kbimg has started and has a key for.
 *
 * @param port of this machine's loopback interface that leads to its SSH server, 1 to 65535
 * @param directory the files of this run, which others than its user can't reach
 */
public record RunningMachine(int port, Path directory) {

    /** The private key; the public one is next to it. */
    Path key() {
        return directory.resolve("id_ed25519");
    }

    /** The server's own key, as the first login has found it. */
    Path knownHosts() {
        return directory.resolve("known_hosts");
    }
}
