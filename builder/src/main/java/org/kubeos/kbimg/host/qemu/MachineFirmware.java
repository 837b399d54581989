package org.kubeos.kbimg.host.qemu;

/** The firmware of a virtual machine. */
public enum MachineFirmware {
    /** TianoCore's OVMF, which is a package of its own. */
    UEFI,
    /** SeaBIOS, which QEMU brings. */
    BIOS
}
