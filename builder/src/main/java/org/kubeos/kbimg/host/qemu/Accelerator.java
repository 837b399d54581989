package org.kubeos.kbimg.host.qemu;

import java.util.List;

/** The accelerators of QEMU, which execute the guest's instructions. */
public enum Accelerator {
    /** The processor itself. */
    KVM("kvm", "host"),
    /**
     * QEMU's translator. With {@code -cpu max}, guests can lock up on features that it shows but does not carry through. Linux
     * takes model 54 of Intel, an Atom that executes in order, for safe from Meltdown and Spectre: it neither changes page tables
     * at every system call nor calls functions by detours, which are slow under emulation. With several processors of another
     * vendor, it wouldn't trust their time stamp counters, and would read the time from an emulated device.
     */
    TCG("tcg,thread=multi", "Nehalem,vendor=GenuineIntel,model=54");

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
