package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessRunner;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Requirement;

/** A virtual machine that starts from a disk image, with its serial console on kbimg's own terminal. */
public final class VirtualMachine {

    private static final Requirement QEMU =
            new Requirement.Program(QemuCommand.PROGRAM, "starts images", "qemu-system-x86");

    private VirtualMachine() {}

    /** What starting an image needs of the host. */
    public static List<Requirement> requirements() {
        return List.of(QEMU, UefiFirmware.requirement());
    }

    /**
     * Runs the machine until it is shut down.
     *
     * @param persistent whether what it writes goes to the image; else it is lost
     * @throws HostException if QEMU or its firmware is missing, or QEMU fails
     */
    public static void run(Path image, boolean persistent, Progress progress) throws IOException {
        List<Requirement> unmet =
                requirements().stream().filter(need -> !need.isMet()).toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
        UefiFirmware firmware = UefiFirmware.find();
        Path variables = Files.createTempFile("kbimg-uefi-variables", ".fd");
        try {
            Files.copy(firmware.variables(), variables, StandardCopyOption.REPLACE_EXISTING);
            var qemu = new QemuCommand(
                    image.toAbsolutePath(),
                    DriveFormat.of(image),
                    persistent,
                    new UefiFirmware(firmware.code(), variables),
                    KvmProbe.bestAccelerator(firmware));
            int exitCode = new ProcessRunner(progress).runOnTerminal(Command.of(qemu.command()));
            if (exitCode != 0) {
                throw new HostException("QEMU ended with exit code " + exitCode + "; its own message is above");
            }
        } finally {
            Files.deleteIfExists(variables);
        }
    }
}
