package org.kubeos.nodelayout;

import java.util.Arrays;
import java.util.Optional;

/** One of the two root partitions. A node runs one, an upgrade writes the other. */
public enum Slot {
    /** The slot that a new image boots. */
    A(NodeDisk.ROOT_A_LABEL, NodeDisk.ROOT_A_NUMBER),
    /** The slot that a new image leaves empty for the first upgrade. */
    B(NodeDisk.ROOT_B_LABEL, NodeDisk.ROOT_B_NUMBER);

    private final String label;
    private final int number;

    Slot(String label, int number) {
        this.label = label;
        this.number = number;
    }

    /**
     * The slot of a boot menu entry.
     *
     * @param entry identifier of a menu entry
     * @return empty if no slot has this entry
     */
    public static Optional<Slot> ofMenuEntry(String entry) {
        return Arrays.stream(values())
                .filter(slot -> slot.menuEntry().equals(entry))
                .findFirst();
    }

    /** Identifier of the slot's entry in the boot menu, as {@link GrubEnvironment#SAVED_ENTRY} has it. */
    public String menuEntry() {
        return name();
    }

    /** Label of the slot's file system. */
    public String label() {
        return label;
    }

    /** Number of the slot's partition. */
    public int number() {
        return number;
    }

    /** The slot that an upgrade writes while this one runs, and that the boot menu falls back to. */
    public Slot other() {
        return this == A ? B : A;
    }
}
