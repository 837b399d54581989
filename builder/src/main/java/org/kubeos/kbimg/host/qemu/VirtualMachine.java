package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
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
        return List.of(QEMU, UefiFirmware.requirement(), SshClient.KEY_GENERATOR, SshClient.PROGRAM);
    }

    /**
     * Runs the machine until it is shut down. If a port leads to its SSH server, {@link SshClient} can log in with a key that
     * is made for this run. QEMU gives it to the machine; it is not in the image.
     *
     * @param format QEMU's name for the image's format
     * @param firmware that the image is made for
     * @param options what the user chooses
     * @throws HostException if QEMU or its firmware is missing, or QEMU fails
     */
    public static void run(
            Path image, String format, MachineFirmware firmware, MachineOptions options, Progress progress)
            throws IOException {
        requireAll(requirements(firmware, options));
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

    private static List<Requirement> requirements(MachineFirmware firmware, MachineOptions options) {
        var requirements = new ArrayList<>(List.of(QEMU));
        if (firmware == MachineFirmware.UEFI) {
            requirements.add(UefiFirmware.requirement());
        }
        if (options.loginPort().isPresent()) {
            requirements.add(SshClient.KEY_GENERATOR);
        }
        return requirements;
    }

    private static void run(
            Path image, String format, Optional<UefiFirmware> uefi, MachineOptions options, Progress progress)
            throws IOException {
        Optional<Integer> port = options.loginPort();
        if (port.isEmpty()) {
            run(image, format, uefi, options, List.of(), progress);
            return;
        }
        try (var registration = RunningMachines.ofUser().register(port.get())) {
            String publicKey = SshClient.createKey(registration.machine(), progress);
            run(image, format, uefi, options, List.of(SystemCredential.authorizing(publicKey)), progress);
        }
    }

    private static void run(
            Path image,
            String format,
            Optional<UefiFirmware> uefi,
            MachineOptions options,
            List<SystemCredential> credentials,
            Progress progress)
            throws IOException {
        var qemu = new QemuCommand(
                image.toAbsolutePath(), format, options, credentials, uefi, KvmProbe.bestAccelerator(uefi));
        int exitCode = new ProcessRunner(Application.NAME, progress).runOnTerminal(Command.of(qemu.command()));
        if (exitCode != 0) {
            throw new HostException("QEMU exited with code " + exitCode + ". Its own message is above.");
        }
    }

    static void requireAll(List<Requirement> requirements) {
        List<Requirement> unmet =
                requirements.stream().filter(need -> !need.isMet()).toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
    }
}
