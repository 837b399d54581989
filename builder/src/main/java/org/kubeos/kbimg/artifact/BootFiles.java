package org.kubeos.kbimg.artifact;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.customize.FileTree;

/** What a root file system must hold to boot, whoever made it. */
final class BootFiles {

    private static final Map<String, String> REQUIRED = new LinkedHashMap<>();

    static {
        REQUIRED.put("boot/vmlinuz", "kernel");
        REQUIRED.put("boot/initramfs.img", "initramfs");
        REQUIRED.put("boot/efi/EFI/BOOT", "UEFI boot loader");
        REQUIRED.put("usr/lib/os-release", "operating system's description");
    }

    private BootFiles() {}

    /** @throws BuildException if a file is missing */
    static void check(FileTree tree, Path archive) {
        REQUIRED.forEach((path, name) -> {
            if (!tree.exists(path)) {
                throw new BuildException("the rootfs archive " + archive + " has no " + name + " (/" + path
                        + "), so no disk made from it would boot; make one with 'source: {repository: …}'");
            }
        });
    }
}
