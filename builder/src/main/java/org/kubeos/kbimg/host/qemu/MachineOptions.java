package org.kubeos.kbimg.host.qemu;

import java.util.List;
import java.util.Optional;

/**
 * What the user chooses of a virtual machine.
 *
 * @param persistent whether what it writes goes to the image; else it is lost
 * @param memory in MiB
 * @param processors number of virtual processors
 * @param forwards ports of this machine's loopback interface that lead into the guest
 */
public record MachineOptions(boolean persistent, long memory, int processors, List<Forward> forwards) {

    /** A gibibyte and two processors. */
    public static final MachineOptions DEFAULT = new MachineOptions(false, 1024, 2, List.of());

    public MachineOptions {
        forwards = List.copyOf(forwards);
    }

    /**
     * The port of this machine that leads to the guest's SSH server, if kbimg may make a key for it. What gives access must
     * not stay in an image, so there is no key for a machine that writes to its own.
     */
    Optional<Integer> loginPort() {
        if (persistent) {
            return Optional.empty();
        }
        return forwards.stream()
                .filter(forward -> forward.guest() == Forward.SSH)
                .map(Forward::host)
                .findFirst();
    }

    /**
     * A TCP port that is forwarded.
     *
     * @param host of this machine, 1 to 65535
     * @param guest of the virtual machine, 1 to 65535
     */
    public record Forward(int host, int guest) {

        /** The guest's SSH server. */
        public static final int SSH = 22;

        private static final int MAX_PORT = 65_535;

        public Forward {
            if (host < 1 || host > MAX_PORT || guest < 1 || guest > MAX_PORT) {
                throw new IllegalArgumentException("a port is a number from 1 to 65535");
            }
        }
    }
}
