package org.kubeos.kbimg.customize.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Finds whose password hashes a root file system contains: whoever can read it can try to crack them. */
public final class PasswordHashes {

    // shadow(5): the tools keep the version before in a file with a dash, and lock with a leading exclamation mark.
    private static final List<String> TABLES = List.of("etc/passwd", "etc/shadow", "etc/group", "etc/gshadow");
    private static final List<String> VERSIONS = List.of("", "-");
    private static final int PASSWORD = 1;

    // crypt(5); the forms without a dollar sign are those of DES.
    private static final Pattern HASH = Pattern.compile("!*(?:\\$[\\w,=]+\\$.+|[./A-Za-z0-9]{13}|_[./A-Za-z0-9]{19})");

    private PasswordHashes() {}

    /** Names of accounts, groups, and boot loaders with a password for their menu; none twice. */
    public static List<String> holders(FileTree tree) {
        var holders = new ArrayList<String>();
        for (String table : TABLES) {
            for (String version : VERSIONS) {
                tree.findText(table + version)
                        .map(AccountTable::parse)
                        .ifPresent(found -> holders.addAll(found.namesWhere(PASSWORD, HASH.asMatchPredicate())));
            }
        }
        holders.addAll(BootLoaders.withPassword(tree::findText));
        return holders.stream().distinct().toList();
    }
}
