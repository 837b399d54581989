package org.kubeos.kbimg.host.sandbox;

/** What commands in a sandbox can connect to. */
enum Network {
    NONE,
    /** What the host can, but not its loopback. */
    GUEST,
    HOST
}
