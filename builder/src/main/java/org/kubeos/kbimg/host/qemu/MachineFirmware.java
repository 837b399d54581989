package org.kubeos.kbimg.host.qemu;

/** What a virtual machine starts from. */
public enum MachineFirmware {
    /** TianoCore's OVMF, which is a package of its own. */
    UEFI,
    /** SeaBIOS, which QEMU brings. */
    BIOS
}
