package org.kubeos.kbimg.customize.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.customize.FileTree;

/** Finds whose password hashes a root file system contains: whoever can read it can try to crack them. */
public final class PasswordHashes {

    // shadow(5): the tools keep the version before in a file with a dash, and lock with a leading exclamation mark.
    private static final List<String> TABLES = List.of("etc/passwd", "etc/shadow", "etc/group", "etc/gshadow");
    private static final List<String> VERSIONS = List.of("", "-");
    private static final int PASSWORD = 1;

    // crypt(5); the form without a dollar sign is that of DES.
    private static final Pattern HASH = Pattern.compile("!*(?:\\$\\w+\\$.+|[./A-Za-z0-9]{13})");

    private static final String GRUB_HASH = "grub.pbkdf2.";

    private PasswordHashes() {}

    /** Names of accounts and groups, and {@code GRUB} for its menu; none twice. */
    public static List<String> holders(FileTree tree) {
        var holders = new ArrayList<String>();
        for (String table : TABLES) {
            for (String version : VERSIONS) {
                tree.findText(table + version)
                        .map(AccountTable::parse)
                        .ifPresent(found -> holders.addAll(found.namesWhere(PASSWORD, HASH.asMatchPredicate())));
            }
        }
        if (Stream.of(Firmware.values()).anyMatch(firmware -> hasMenuPassword(firmware, tree))) {
            holders.add("GRUB");
        }
        return holders.stream().distinct().toList();
    }

    private static boolean hasMenuPassword(Firmware firmware, FileTree tree) {
        return tree.findText(firmware.grubDirectory() + "/grub.cfg")
                .filter(menu -> menu.contains(GRUB_HASH))
                .isPresent();
    }
}
