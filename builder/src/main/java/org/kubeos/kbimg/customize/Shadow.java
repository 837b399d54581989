package org.kubeos.kbimg.customize;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;

/** Edits of {@code /etc/shadow}: one line an account, nine fields between colons. See shadow(5). */
final class Shadow {

    static final String PATH = "etc/shadow";

    /** What crypt(3) never returns, so that no password matches. */
    private static final String LOCKED = "*";

    private Shadow() {}

    /** {@code shadow} with the account's password hash replaced; the rest of its line stays. */
    static String withPassword(String shadow, String account, String hash) {
        var lines = new ArrayList<String>();
        boolean found = false;
        for (String line : shadow.lines().toList()) {
            List<String> fields = new ArrayList<>(List.of(line.split(":", -1)));
            if (fields.size() > 1 && fields.getFirst().equals(account)) {
                fields.set(1, hash);
                found = true;
            }
            lines.add(String.join(":", fields));
        }
        if (!found) {
            throw new BuildException("/etc/shadow in the root file system has no account '" + account
                    + "'; the rootfs archive is not that of a whole system");
        }
        return String.join("\n", lines) + "\n";
    }

    static String withLockedPassword(String shadow, String account) {
        return withPassword(shadow, account, LOCKED);
    }
}
