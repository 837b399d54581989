package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether KVM works here. That /dev/kvm exists and even that QEMU starts says little: inside some virtual
 * machines and containers the first real instructions fail. So the firmware must run, until it first writes to its console.
 */
public final class KvmProbe {

    private static final Path DEVICE = Path.of("/dev/kvm");

    /** Firmware writes after some 0.3 s under KVM; only a broken one keeps silent this long. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private KvmProbe() {}

    /** KVM where it works, else TCG. */
    public static Accelerator bestAccelerator(Optional<UefiFirmware> uefi) {
        boolean accessible = Files.isReadable(DEVICE) && Files.isWritable(DEVICE);
        return accessible && works(Accelerator.KVM, uefi, DEADLINE) ? Accelerator.KVM : Accelerator.TCG;
    }

    static boolean works(Accelerator accelerator, Optional<UefiFirmware> uefi, Duration deadline) {
        // Without graphics, a BIOS writes to the serial console, as UEFI always does.
        var command = new ArrayList<>(List.of(QemuCommand.PROGRAM, "-machine", "q35,graphics=off", "-m", "128"));
        command.addAll(accelerator.arguments());
        command.addAll(List.of("-nodefaults", "-display", "none", "-serial", "stdio", "-snapshot"));
        command.addAll(QemuCommand.firmwareArguments(uefi));
        try {
            Process qemu = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Thread.ofVirtual().start(() -> killAfter(deadline, qemu));
                return qemu.getInputStream().read() >= 0;
            } finally {
                qemu.destroyForcibly();
            }
        } catch (IOException e) {
            // Without QEMU there is nothing to accelerate; starting the machine itself will tell.
            return false;
        }
    }

    private static void killAfter(Duration deadline, Process qemu) {
        try {
            if (!qemu.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                qemu.destroyForcibly();
            }
        } catch (InterruptedException e) {
            qemu.destroyForcibly();
        }
    }
}
