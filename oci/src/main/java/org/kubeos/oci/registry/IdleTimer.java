package org.kubeos.oci.registry;

import java.time.Duration;

/** Remembers when something last moved. */
final class IdleTimer {

    private volatile long last = System.nanoTime();

    void moved() {
        last = System.nanoTime();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - last);
    }
}
