package org.kubeos.slotimage;

import java.time.Instant;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.ext4.Ext4Options;

/**
 * The file system of a root slot. The builder makes it from a rootfs archive, and so does a node that gets only the archive: the
 * same archive and the same date give the same bytes.
 */
public final class RootFileSystem {

    private RootFileSystem() {}

    /**
     * Its options. Nobody writes to a mounted root: it needs neither a journal nor blocks in reserve.
     *
     * @param label its label
     * @param archive SHA-256 of the rootfs archive, from which its UUIDs derive
     * @param date the time that it says it was made at
     */
    public static Ext4Options options(String label, byte[] archive, Instant date) {
        return Ext4Options.of(DerivedUuid.of(archive, "file system " + label), date)
                .withLabel(label)
                .withHashSeed(DerivedUuid.of(archive, "directory hash " + label))
                .withJournal(false)
                .withReservedPercent(0);
    }
}
