package org.kubeos.kbimg.host.qemu;

import java.util.List;

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
