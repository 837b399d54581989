package org.kubeos.kbimg.customize;

/** systemd units of the root file system, enabled by the links that {@code systemctl enable} would make. */
final class Units {

    private static final String VENDOR = "usr/lib/systemd/system/";
    private static final String ADMINISTRATOR = "etc/systemd/system/";

    private Units() {}

    /** Adds a unit and has {@code target} start it. */
    static void add(String unit, String text, String target, FileTree tree) {
        tree.writeText(VENDOR + unit, text);
        enable(unit, target, tree);
    }

    /** Has {@code target} start a unit that the root file system brings; does nothing if it has no such unit. */
    static void enable(String unit, String target, FileTree tree) {
        if (tree.exists(VENDOR + unit)) {
            tree.link(ADMINISTRATOR + target + ".wants/" + unit, "/" + VENDOR + unit);
        }
    }
}
