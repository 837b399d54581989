package org.kubeos.kbimg.customize;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.KernelCommandLine;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * SELinux stays off: kbimg gives files no labels, and a root file system without labels doesn't start in enforcing mode. The
 * file that turns it off belongs to the slot, as the policy does; BOOT, where the kernel's command line is, outlives upgrades.
 */
final class SelinuxMode {

    private static final String CONFIG = "etc/selinux/config";
    private static final Pattern ENFORCING = Pattern.compile("(?mi)^SELINUX=[ \\t]*enforcing\\b.*$");

    private final FileTree tree;

    SelinuxMode(FileTree tree) {
        this.tree = tree;
    }

    /**
     * Turns SELinux off where the root file system's packages turn it on.
     *
     * @param cmdline the config's kernel parameters
     * @throws UsageException if these ask for enforcing mode
     */
    void turnOff(KernelCommandLine cmdline, Consumer<String> warnings) {
        Matcher mode = ENFORCING.matcher(tree.readText(CONFIG).orElse(""));
        if (mode.find()) {
            tree.writeText(CONFIG, mode.replaceAll("SELINUX=disabled"));
            warnings.accept(
                    "/" + CONFIG + " now has SELINUX=disabled instead of enforcing: the image's files have no SELinux"
                            + " labels, so the node would not start.");
        }
        if (tree.exists(CONFIG) && cmdline.values().contains("enforcing=1")) {
            throw new UsageException(
                    "grub.cmdline: enforcing=1 keeps the node from starting: the image's files have no SELinux"
                            + " labels; remove the parameter");
        }
    }

    /** @throws UsageException if the config's own files have turned it on */
    void requireOff() {
        if (ENFORCING.matcher(tree.readText(CONFIG).orElse("")).find()) {
            throw new UsageException(
                    "files: the SELINUX=enforcing in /" + CONFIG + " keeps the node from starting: the image's"
                            + " files have no SELinux labels; use permissive or disabled");
        }
    }
}
