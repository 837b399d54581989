package org.kubeos.kbimg.customize;

import java.util.List;
import org.kubeos.kbimg.config.ImageConfig.Persist;

/** What the running system mounts beside its root slot, and the directories that it mounts them on. */
final class Mounts {

    /** Where PERSIST is mounted; the archive's files below it are put on that partition. */
    static final String PERSIST = "persist";

    private static final String BOOT = "boot/efi";

    /** Read by the initramfs, before anything is mounted over the root: so it can't lie on a union path. */
    private static final String PERSIST_CONF = "usr/lib/kubeos/persist.conf";

    private static final String FSTAB = """
            # The root slot and PERSIST are mounted by the initramfs. A node whose BOOT is damaged still starts.
            LABEL=BOOT /boot/efi vfat umask=0077,nofail 0 0
            tmpfs /tmp tmpfs mode=1777,nosuid,nodev 0 0
            """;

    private Mounts() {}

    static void declare(Persist persist, FileTree tree) {
        tree.makeDirectory(BOOT);
        tree.makeDirectory(PERSIST);
        tree.writeText("etc/fstab", FSTAB);
        var conf = new StringBuilder(
                "# Paths that are writable on the read-only root: 'union' as an overlay whose upper layer lies\n"
                        + "# on PERSIST, 'writable' as a bind mount from PERSIST.\n");
        appendPaths(conf, "union", persist.union(), tree);
        appendPaths(conf, "writable", persist.writable(), tree);
        tree.writeText(PERSIST_CONF, conf.toString());
    }

    private static void appendPaths(StringBuilder conf, String kind, List<String> paths, FileTree tree) {
        for (String path : paths) {
            conf.append(kind).append(' ').append(path).append('\n');
            tree.makeDirectory(path.substring(1));
        }
    }
}
