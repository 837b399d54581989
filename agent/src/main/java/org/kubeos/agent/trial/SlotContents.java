package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotDevice;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.node.SlotStorage;
import org.kubeos.agent.node.Slots;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * What slots hold, as the disk has it.
 *
 * @param events takes the progress
 */
record SlotContents(NodeRoot root, Slots slots, Events events) {

    /** Bytes that are read at once. */
    private static final int PIECE = 1 << 20;

    /**
     * What runs is what a person may want to return to. The slot of a new node was written by nobody on it, but it is what has
     * come up, and never changes.
     */
    void recordRunning() throws IOException {
        SlotRecords records = SlotRecords.of(root);
        if (records.find(slots.running()).isPresent()) {
            return;
        }
        events.step("Remembering what slot " + slots.running() + " holds");
        try (SlotStorage storage = SlotDevice.openToRead(slots.device(slots.running()));
                DiskReader disk = storage.onDisk()) {
            long size = contentSize(disk, storage.size());
            Digest digest = digest(slots.running(), size);
            records.put(slots.running(), new SlotRecord(runningVersion(), "", digest, digest, size));
        }
    }

    /** Most of a slot is empty: its file system is as large as what was written to it. */
    private static long contentSize(DiskReader disk, long slot) throws IOException {
        return Ext4Reader.isExt(disk)
                ? Math.min(slot, Ext4Reader.open(disk).info().size())
                : slot;
    }

    private String runningVersion() throws IOException {
        return OsRelease.parse(Files.readString(root.path("/" + OsRelease.PATH)))
                .get(OsRelease.VERSION_ID)
                .orElse("unknown");
    }

    /** Of the first bytes of a slot, as the disk has them. */
    Digest digest(Slot slot, long size) throws IOException {
        try (SlotStorage storage = SlotDevice.openToRead(slots.device(slot))) {
            if (size > storage.size()) {
                throw new RefusedException("Slot " + slot + " is smaller than what was written to it: " + storage.size()
                        + " bytes instead of " + size + ".");
            }
            MessageDigest digest = Digest.algorithm();
            try (DiskReader disk = storage.onDisk()) {
                for (long done = 0; done < size; ) {
                    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size - done));
                    disk.read(piece, done);
                    digest.update(piece.flip());
                    done += piece.limit();
                    events.progress(done, size);
                }
            }
            return Digest.of(digest);
        }
    }
}
