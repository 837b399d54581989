package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.kubeos.process.ProcessRunner;

/**
 * Finds out whether KVM works here. That /dev/kvm exists and even that QEMU starts says little: inside some virtual
 * machines and containers the first real instructions fail. So the firmware must run, until it first writes to its console.
 *
 * <p>Even that says little of a KVM that does without the processor's own virtualization (pvm): it emulates instructions one by
 * one, and stops the machine, at some later time, at one that it can't.
 */
public final class KvmProbe {

    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** Intel's and AMD's virtualization, as a word of the flags in /proc/cpuinfo. */
    private static final Pattern VIRTUALISATION = Pattern.compile("^flags\\s*:.*\\b(vmx|svm)\\b", Pattern.MULTILINE);

    /** Firmware writes after some 0.3 s under KVM; only a broken one keeps silent this long. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private KvmProbe() {}

    /** KVM where it works, else TCG. */
    public static Accelerator bestAccelerator(Optional<UefiFirmware> uefi) {
        boolean accessible = Files.isReadable(DEVICE) && Files.isWritable(DEVICE);
        return accessible && processorVirtualizes() && works(Accelerator.KVM, uefi, DEADLINE)
                ? Accelerator.KVM
                : Accelerator.TCG;
    }

    private static boolean processorVirtualizes() {
        try {
            return virtualizes(Files.readString(PROCESSORS));
        } catch (IOException e) {
            return false;
        }
    }

    /** @param processors as /proc/cpuinfo tells of them */
    static boolean virtualizes(String processors) {
        return VIRTUALISATION.matcher(processors).find();
    }

    static boolean works(Accelerator accelerator, Optional<UefiFirmware> uefi, Duration deadline) {
        // Without graphics, a BIOS writes to the serial console, as UEFI always does.
        var command = new ArrayList<>(List.of(QemuCommand.PROGRAM, "-machine", "q35,graphics=off", "-m", "128"));
        command.addAll(accelerator.arguments());
        command.addAll(List.of("-nodefaults", "-display", "none", "-serial", "stdio", "-snapshot"));
        command.addAll(QemuCommand.firmwareArguments(uefi));
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            // As ProcessRunner does: what the caller preloads, for example, is not for QEMU.
            builder.environment().clear();
            builder.environment().put("PATH", String.join(":", ProcessRunner.SEARCH_PATH));
            Process qemu = builder.start();
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
