package org.kubeos.kbimg.host.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.Requirement;

/**
 * UEFI for virtual machines, built from TianoCore's OVMF.
 *
 * @param code the firmware itself, which is only read
 * @param variables its empty variable store, which a machine gets a copy of
 */
public record UefiFirmware(Path code, Path variables) {

    private static final List<UefiFirmware> USUAL_PLACES = List.of(
            // Debian and Ubuntu
            of("/usr/share/OVMF", "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
            of("/usr/share/OVMF", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            // Fedora, openEuler and kin
            of("/usr/share/edk2/ovmf", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            // Arch
            of("/usr/share/edk2/x64", "OVMF_CODE.4m.fd", "OVMF_VARS.4m.fd"),
            // openSUSE
            of("/usr/share/qemu", "ovmf-x86_64-code.bin", "ovmf-x86_64-vars.bin"));

    private static UefiFirmware of(String directory, String code, String variables) {
        return new UefiFirmware(Path.of(directory, code), Path.of(directory, variables));
    }

    /** The requirement that one of these firmware files is there. */
    static Requirement requirement() {
        List<Path> code = USUAL_PLACES.stream().map(UefiFirmware::code).toList();
        return new Requirement.DataFile("UEFI firmware", code, "is what images start from", "ovmf");
    }

    /** @throws HostException if the host has none in the places where distributions put it */
    public static UefiFirmware find() {
        return USUAL_PLACES.stream()
                .filter(firmware -> Files.isReadable(firmware.code) && Files.isReadable(firmware.variables))
                .findFirst()
                .orElseThrow(() -> new HostException(
                        "UEFI firmware for QEMU is missing. Install the package ovmf (on RPM systems: edk2-ovmf)."));
    }
}
