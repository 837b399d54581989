package org.kubeos.agent.upgrade;

import java.nio.file.Files;
import java.util.Optional;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.NodeFirmware;

/** Whether a root file system is made for the firmware of this machine. */
final class FirmwareFit {

    private static final String FIRMWARE = "/sys/firmware";

    private FirmwareFit() {}

    /** The firmware that this machine was started by; empty if the kernel doesn't say. */
    static Optional<NodeFirmware> of(NodeRoot root) {
        if (!Files.isDirectory(root.path(FIRMWARE))) {
            return Optional.empty();
        }
        return Optional.of(Files.isDirectory(root.path(FIRMWARE + "/efi")) ? NodeFirmware.UEFI : NodeFirmware.BIOS);
    }

    /**
     * What is wrong, for people; empty if nothing is, or one of the two isn't known.
     *
     * @param where the root file system comes from
     */
    static Optional<String> find(Optional<NodeFirmware> machine, Optional<NodeFirmware> system, String where) {
        if (machine.isEmpty() || system.isEmpty() || machine.equals(system)) {
            return Optional.empty();
        }
        return Optional.of(where + " is for machines with " + name(system.get()) + ", but this node was started by "
                + name(machine.get()) + ". Build it with: firmware: "
                + machine.get().key());
    }

    private static String name(NodeFirmware firmware) {
        return switch (firmware) {
            case UEFI -> "UEFI";
            case BIOS -> "a legacy BIOS";
        };
    }
}
