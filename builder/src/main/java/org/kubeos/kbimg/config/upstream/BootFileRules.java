package org.kubeos.kbimg.config.upstream;

import java.util.Optional;
import java.util.Set;
import org.kubeos.diskimage.tree.FilePath;

/** What of upstream's boot files a config may replace there, and kbimg makes itself. */
final class BootFileRules {

    private static final Set<String> GRUB_DIRECTORIES = Set.of("/boot/efi/EFI/openEuler", "/boot/grub2");

    /** The menu, its variables, and its password. */
    private static final Set<String> GRUB_FILES = Set.of("grub.cfg", "grubenv", "user.cfg");

    private static final String BOOT = "/boot";
    private static final String USED_INITRAMFS = "initramfs.img";

    private BootFileRules() {}

    /** Why a file that goes to a path or into a directory there has no place here. */
    static Optional<String> whyLeftOut(String source, String target) {
        String path = withoutSlash(target);
        boolean menu = GRUB_DIRECTORIES.contains(path) && GRUB_FILES.contains(FilePath.name(source))
                || GRUB_DIRECTORIES.contains(FilePath.parent(path)) && GRUB_FILES.contains(FilePath.name(path));
        return menu
                ? Optional.of("left out: kbimg writes the boot menu itself; set kernel parameters with grub.cmdline, a"
                        + " console with grub.console, and a password with grub.password")
                : Optional.empty();
    }

    /** Why a file that goes to a path or into a directory there would not be booted. */
    static Optional<String> whyUnused(String source, String target) {
        String path = withoutSlash(target);
        String name = path.equals(BOOT) ? FilePath.name(source) : FilePath.name(path);
        boolean besideKernel = path.equals(BOOT) || FilePath.parent(path).equals(BOOT);
        return besideKernel && name.startsWith("initramfs") && !name.equals(USED_INITRAMFS)
                ? Optional.of("the boot menu starts /boot/" + USED_INITRAMFS + ", which kbimg makes, and not this one")
                : Optional.empty();
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
