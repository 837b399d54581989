package org.kubeos.kbimg.config;

/** What starts the boot loader. */
public enum Firmware {
    UEFI
}
