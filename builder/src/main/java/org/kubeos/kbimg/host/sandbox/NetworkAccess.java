package org.kubeos.kbimg.host.sandbox;

/** The network access of commands in a sandbox. */
enum NetworkAccess {
    NONE,
    /** Whatever the host can reach, except for its loopback. */
    GUEST,
    HOST
}
