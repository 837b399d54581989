package org.kubeos.kbimg.artifact;

import java.util.Map;
import java.util.TreeMap;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.disk.GrubEmbedding;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.customize.tree.FileTree;

/** What a root file system must hold to boot, whoever made it. */
final class BootFiles {

    private static final Map<String, String> ALWAYS = Map.of(
            "boot/vmlinuz", "kernel",
            "boot/initramfs.img", "initramfs",
            "usr/lib/os-release", "operating system's description");

    private BootFiles() {}

    /**
     * @param archive what its user knows it by
     * @throws BuildException if a file is missing
     */
    static void check(FileTree tree, Firmware firmware, String archive) {
        var required = new TreeMap<>(ALWAYS);
        switch (firmware) {
            case UEFI -> required.put("boot/efi/EFI/BOOT", "boot loader for UEFI");
            case BIOS -> {
                required.put(GrubEmbedding.BOOT_IMAGE, "boot loader for a legacy BIOS");
                required.put(GrubEmbedding.CORE_IMAGE, "boot loader for a legacy BIOS");
            }
        }
        required.forEach((path, name) -> {
            if (!tree.exists(path)) {
                throw new BuildException("the rootfs archive " + archive + " has no " + name + " (/" + path
                        + "), so no disk made from it would boot; make one with 'source: {repository: …}'");
            }
        });
    }
}
