package org.kubeos.kbimg.product;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.SerialConsole;

/**
 * A machine in QEMU with disks and a network card, to be installed. It reaches this machine's loopback at 10.0.2.2.
 *
 * @param disks raw images, {@code /dev/vda} and so on
 * @param network QEMU's back end of the network card
 */
record NetworkMachine(List<Path> disks, String network) {

    /** An interface's name in it. */
    static final String INTERFACE = "enp0s16";

    NetworkMachine(List<Path> disks) {
        this(disks, "user");
    }

    /** Starts the installer without firmware or boot loader. The machine ends where it would restart. */
    SerialConsole startInstaller(Path kernel, Path initramfs) {
        List<String> command = machine("512");
        command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initramfs.toString(), "-no-reboot"));
        // An emulated timer can be too late for the kernel's check of it.
        command.addAll(List.of("-append", "console=ttyS0 loglevel=3 no_timer_check"));
        command.addAll(List.of("-netdev", network + ",id=net"));
        command.addAll(List.of("-device", "virtio-net-pci,netdev=net,romfile=,addr=0x10"));
        return SerialConsole.start(command);
    }

    /**
     * Starts it as machines are started that are to be installed: what the disk does not start comes from the network.
     * The machine ends where it would restart.
     *
     * @param bootFiles directory that is served by TFTP
     * @param bootFile the file that DHCP names
     * @param variables the firmware's memory, which survives
     */
    SerialConsole startFromNetwork(Path bootFiles, String bootFile, Path variables) {
        List<String> command = withFirmware(variables);
        command.addAll(List.of("-netdev", network + ",id=net,tftp=" + bootFiles + ",bootfile=" + bootFile));
        command.addAll(List.of("-device", "virtio-net-pci,netdev=net", "-no-reboot"));
        return SerialConsole.start(command);
    }

    /** Starts it with a network card that can't start a machine: its boot code slows GRUB down under emulation. */
    SerialConsole startFromDisk(Path variables) {
        List<String> command = withFirmware(variables);
        command.addAll(List.of("-netdev", network + ",id=net", "-device", "virtio-net-pci,netdev=net,romfile="));
        return SerialConsole.start(command);
    }

    private List<String> withFirmware(Path variables) {
        List<String> command = machine("1024");
        Path code = UefiFirmware.find().code();
        command.addAll(List.of("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + code));
        command.addAll(List.of("-drive", "if=pflash,unit=1,format=raw,file=" + variables));
        return command;
    }

    private List<String> machine(String memory) {
        var command = new ArrayList<>(List.of("qemu-system-x86_64", "-machine", "q35", "-smp", "2", "-m", memory));
        command.addAll(List.of("-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-nographic"));
        command.addAll(List.of("-device", "virtio-rng-pci"));
        for (int i = 0; i < disks.size(); i++) {
            String id = "disk" + i;
            command.addAll(List.of("-drive", "if=none,format=raw,id=" + id + ",file=" + disks.get(i)));
            command.addAll(List.of("-device", "virtio-blk-pci,drive=" + id + ",serial=kbimg-test-" + i));
        }
        return command;
    }
}
