package org.kubeos.kbimg.host.qemu;

import java.util.List;

/** The accelerators of QEMU, which execute the guest's instructions. */
public enum Accelerator {
    /** The processor itself. */
    KVM("kvm", "host"),
    /**
     * QEMU's translator. With {@code -cpu max}, guests can lock up on features that it shows but does not carry through. Where the
     * vendor is Intel, Linux changes page tables at every system call (Meltdown), which costs a quarter of the time.
     */
    TCG("tcg,thread=multi", "Nehalem,vendor=AuthenticAMD");

    private final String name;
    private final String cpu;

    Accelerator(String name, String cpu) {
        this.name = name;
        this.cpu = cpu;
    }

    List<String> arguments() {
        return List.of("-accel", name, "-cpu", cpu);
    }
}
