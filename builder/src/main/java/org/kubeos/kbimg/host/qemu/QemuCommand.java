package org.kubeos.kbimg.host.qemu;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command that starts a disk image in QEMU, with the machine's serial console on standard input and output. Ctrl-A X
 * ends the machine.
 *
 * @param format QEMU's name for the image's format, so that a guest can't have QEMU guess another one by what it writes
 * @param credentials for the machine's systemd
 * @param uefi its variable store must be a copy that the machine may write; empty for a BIOS
 */
public record QemuCommand(
        Path image,
        String format,
        MachineOptions options,
        List<SystemCredential> credentials,
        Optional<UefiFirmware> uefi,
        Accelerator accelerator) {

    public QemuCommand {
        credentials = List.copyOf(credentials);
    }

    static final String PROGRAM = "qemu-system-x86_64";

    /** Program and arguments. */
    public List<String> command() {
        var command = new ArrayList<>(List.of(PROGRAM, "-machine", "q35"));
        command.addAll(List.of("-smp", String.valueOf(options.processors()), "-m", options.memory() + "M"));
        command.addAll(accelerator.arguments());
        command.add("-nographic");
        if (!options.persistent()) {
            command.add("-snapshot");
        }
        command.addAll(firmwareArguments(uefi));
        command.addAll(List.of("-drive", "if=none,id=disk,format=" + format + ",file=" + escape(image)));
        command.addAll(List.of("-device", "virtio-blk-pci,drive=disk,bootindex=0"));
        // The card's boot ROM would be a package of its own.
        command.addAll(List.of("-netdev", network(), "-device", "virtio-net-pci,netdev=net,romfile="));
        command.addAll(List.of("-device", "virtio-rng-pci"));
        credentials.forEach(credential -> command.addAll(credential.arguments()));
        return List.copyOf(command);
    }

    /** Others than this machine don't reach the forwarded ports. */
    private String network() {
        return "user,id=net"
                + options.forwards().stream()
                        .map(forward -> ",hostfwd=tcp:127.0.0.1:" + forward.host() + "-:" + forward.guest())
                        .collect(Collectors.joining());
    }

    static List<String> firmwareArguments(Optional<UefiFirmware> uefi) {
        return uefi.map(firmware -> List.of(
                        "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + escape(firmware.code()),
                        "-drive", "if=pflash,unit=1,format=raw,file=" + escape(firmware.variables())))
                .orElse(List.of());
    }

    /** QEMU takes a comma for the end of an option's value, unless it is doubled. */
    private static String escape(Path file) {
        return file.toString().replace(",", ",,");
    }
}
