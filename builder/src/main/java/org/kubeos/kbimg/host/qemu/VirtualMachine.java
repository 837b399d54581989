package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** A virtual machine that starts from a disk image, with its serial console on kbimg's own terminal. */
public final class VirtualMachine {

    private static final Requirement QEMU =
            new Requirement.Program(QemuCommand.PROGRAM, "starts images", "qemu-system-x86");

    private VirtualMachine() {}

    /** The requirements on the host for starting an image. */
    public static List<Requirement> requirements() {
        return List.of(QEMU, UefiFirmware.requirement());
    }

    /**
     * Runs the machine until it is shut down.
     *
     * @param format QEMU's name for the image's format
     * @param firmware that the image is made for
     * @param options what the user chooses
     * @throws HostException if QEMU or its firmware is missing, or QEMU fails
     */
    public static void run(
            Path image, String format, MachineFirmware firmware, MachineOptions options, Progress progress)
            throws IOException {
        requireAll(
                switch (firmware) {
                    case UEFI -> requirements();
                    case BIOS -> List.of(QEMU);
                });
        switch (firmware) {
            case BIOS -> run(image, format, Optional.empty(), options, progress);
            case UEFI -> {
                UefiFirmware found = UefiFirmware.find();
                Path variables = Files.createTempFile("kbimg-uefi-variables", ".fd");
                try {
                    Files.copy(found.variables(), variables, StandardCopyOption.REPLACE_EXISTING);
                    run(image, format, Optional.of(new UefiFirmware(found.code(), variables)), options, progress);
                } finally {
                    Files.deleteIfExists(variables);
                }
            }
        }
    }

    private static void run(
            Path image, String format, Optional<UefiFirmware> uefi, MachineOptions options, Progress progress)
            throws IOException {
        var qemu = new QemuCommand(image.toAbsolutePath(), format, options, uefi, KvmProbe.bestAccelerator(uefi));
        int exitCode = new ProcessRunner(Application.NAME, progress).runOnTerminal(Command.of(qemu.command()));
        if (exitCode != 0) {
            throw new HostException("QEMU exited with code " + exitCode + ". Its own message is above.");
        }
    }

    private static void requireAll(List<Requirement> requirements) {
        List<Requirement> unmet =
                requirements.stream().filter(need -> !need.isMet()).toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
    }
}
