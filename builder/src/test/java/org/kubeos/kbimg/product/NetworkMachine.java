package org.kubeos.kbimg.product;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.SerialConsole;

/**
 * A machine in QEMU with disks and a network card, to be installed. It reaches this machine's loopback at 10.0.2.2.
 *
 * @param disks raw images
 * @param diskDevice QEMU's name of the device that each of them is
 * @param network QEMU's back end of the network card
 */
record NetworkMachine(List<Path> disks, String diskDevice, String network) {

    /** The interface's name where the installer is started directly. */
    static final String INTERFACE = "enp0s16";

    static final String MAC_ADDRESS = "52:54:00:6b:62:69";

    private static final String VIRTIO = "virtio-blk-pci";

    /** As kbimg boot has it where there is no KVM. */
    private static final String CPU = "Nehalem,vendor=GenuineIntel,model=54";

    NetworkMachine(List<Path> disks) {
        this(disks, VIRTIO, "user");
    }

    /** A machine whose network has neither a DHCP server nor anybody else. */
    static NetworkMachine alone(List<Path> disks) {
        return new NetworkMachine(disks, VIRTIO, "hubport,hubid=0");
    }

    /**
     * What a machine starts by.
     *
     * @param bootFile that DHCP names to it
     * @param options of QEMU
     */
    record Firmware(String bootFile, List<String> options) {

        /** @param variables the firmware's memory, which survives */
        static Firmware uefi(Path variables) {
            Path code = UefiFirmware.find().code();
            return new Firmware(
                    "boot.efi",
                    List.of(
                            "-drive",
                            "if=pflash,unit=0,format=raw,readonly=on,file=" + code,
                            "-drive",
                            "if=pflash,unit=1,format=raw,file=" + variables));
        }

        /** SeaBIOS, and the iPXE that QEMU's network card has, with its script. */
        static Firmware ipxe() {
            return new Firmware("boot.ipxe", List.of());
        }

        /** SeaBIOS, which QEMU has by itself. */
        static Firmware bios() {
            return new Firmware("boot.pxe", List.of());
        }
    }

    /** Starts the installer without firmware or boot loader. The machine ends where it would restart. */
    SerialConsole startInstaller(Path kernel, Path initramfs) {
        List<String> command = machine("512");
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initramfs.toString(), "-no-reboot"));
        // An emulated timer can be too late for the kernel's check of it.
        command.addAll(List.of("-append", "console=ttyS0 loglevel=3 no_timer_check"));
        command.addAll(List.of("-netdev", network + ",id=net", "-device", card("romfile=,addr=0x10")));
        return SerialConsole.start(command);
    }

    /**
     * Starts it as machines are started that are to be installed: what the disk does not start comes from the network.
     * It has no more memory than an installation needs, and ends where it would restart.
     *
     * @param bootFiles directory that is served by TFTP
     */
    SerialConsole startFromNetwork(Path bootFiles, Firmware firmware) {
        List<String> command = machine("512");
        command.addAll(firmware.options);
        command.addAll(List.of("-netdev", network + ",id=net,tftp=" + bootFiles + ",bootfile=" + firmware.bootFile));
        command.addAll(List.of("-device", card("addr=0x10"), "-no-reboot"));
        return SerialConsole.start(command);
    }

    /**
     * Starts it with a network card that can't start a machine: its boot code slows GRUB down under emulation. The machine ends
     * where it would restart: in the same process, QEMU keeps its translation of the code that the memory held before, and the
     * firmware, which writes there, takes minutes.
     */
    SerialConsole startFromDisk(Firmware firmware) {
        return SerialConsole.start(command(firmware));
    }

    /** The command line of {@link #startFromDisk}, for those who add to it. */
    List<String> command(Firmware firmware) {
        List<String> command = machine("1024");
        command.addAll(firmware.options);
        command.addAll(List.of("-netdev", network + ",id=net", "-device", card("romfile=,addr=0x10"), "-no-reboot"));
        return command;
    }

    private static String card(String options) {
        return "virtio-net-pci,netdev=net,mac=" + MAC_ADDRESS + "," + options;
    }

    private List<String> machine(String memory) {
        var command = new ArrayList<>(List.of("qemu-system-x86_64", "-machine", "q35", "-smp", "2", "-m", memory));
        command.addAll(List.of("-accel", "tcg,thread=multi", "-cpu", CPU, "-nographic"));
        command.addAll(List.of("-device", "virtio-rng-pci"));
        for (int i = 0; i < disks.size(); i++) {
            String id = "disk" + i;
            command.addAll(List.of("-drive", "if=none,format=raw,id=" + id + ",file=" + disks.get(i)));
            command.addAll(List.of("-device", diskDevice + ",drive=" + id + ",serial=kbimg-test-" + i));
        }
        return command;
    }
}
