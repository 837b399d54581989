package org.kubeos.kbimg.artifact;

import java.util.Map;
import java.util.TreeMap;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.customize.tree.FileTree;

/** The files that a root file system must hold to boot, whoever made it. */
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
    static void check(FileTree tree, BootLoader bootLoader, String archive) {
        var required = new TreeMap<>(ALWAYS);
        required.putAll(bootLoader.requiredFiles());
        required.forEach((path, name) -> {
            if (!tree.exists(path)) {
                throw new BuildException("The rootfs archive " + archive + " has no " + name + " (/" + path
                        + "), so a disk made from it can't boot. Make an archive with 'source: {repository: …}'.");
            }
        });
    }
}
