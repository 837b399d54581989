package org.kubeos.kbimg.host.qemu;

import java.util.List;

/** The QEMU accelerator, which executes the guest's instructions. */
public enum Accelerator {
    /** The processor itself. */
    KVM("kvm", "host"),
    /** QEMU's translator. With {@code -cpu max}, guests can lock up on features that it shows but does not carry through. */
    TCG("tcg,thread=multi", "Nehalem");

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
