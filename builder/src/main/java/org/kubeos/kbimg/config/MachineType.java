package org.kubeos.kbimg.config;

/** The kind of machine that an image is for, which decides the drivers that its kernel needs. */
public enum MachineType {
    VIRTUAL,
    PHYSICAL
}
