package org.kubeos.diskimage.ext4;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.kubeos.diskimage.ext4.format.Identity;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.tree.FileMetadata;

/**
 * Options of a new ext4 file system. No default depends on the clock or on chance.
 *
 * @param label volume label, at most 16 bytes of UTF-8; may be empty
 * @param uuid identifies the file system and takes part in every checksum
 * @param hashSeed takes part in the hashes of names in large directories
 * @param blockSize 1024 or 4096 bytes
 * @param inodes how many files the file system can hold
 * @param reservedPercent share of the blocks that only root may fill, 0 to 50
 * @param journal whether it has a journal, of the size that mke2fs would choose
 * @param checksums whether all that describes files carries checksums (feature {@code metadata_csum}); systems of before 2013 can't
 *     read such file systems, or not write to them
 * @param timestamp when the file system says that it was made; also the time of the root directory and of lost+found
 */
public record Ext4Options(
        String label,
        UUID uuid,
        UUID hashSeed,
        int blockSize,
        Inodes inodes,
        int reservedPercent,
        boolean journal,
        boolean checksums,
        Instant timestamp) {

    /** How the number of inodes is chosen. */
    public sealed interface Inodes {

        /** @param bytes one inode for so many bytes of the file system, 1024 to 67108864 */
        record PerBytes(long bytes) implements Inodes {
            public PerBytes {
                if (bytes < 1024 || bytes > 1 << 26) {
                    throw new IllegalArgumentException("bytes per inode must lie between 1024 and 67108864: " + bytes);
                }
            }
        }

        /** @param count least number of inodes, 16 to 2<sup>32</sup>-1 */
        record Count(long count) implements Inodes {
            public Count {
                if (count < 16 || count > 0xFFFF_FFFFL) {
                    throw new IllegalArgumentException("inodes must lie between 16 and 4294967295: " + count);
                }
            }
        }
    }

    public Ext4Options {
        int labelBytes = label.getBytes(StandardCharsets.UTF_8).length;
        if (labelBytes > Identity.LABEL_BYTES || label.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "ext4 label \"" + label + "\" has " + labelBytes + " bytes; 16 are allowed, and no NUL");
        }
        if (blockSize != 1024 && blockSize != 4096) {
            throw new IllegalArgumentException("block size must be 1024 or 4096 bytes: " + blockSize);
        }
        if (reservedPercent < 0 || reservedPercent > 50) {
            throw new IllegalArgumentException("reserved blocks must be 0 to 50 percent: " + reservedPercent);
        }
        if (!Inode.canKeep(timestamp)) {
            throw new IllegalArgumentException("ext4 keeps times from 1901-12-13 to 2446-05-10 only: " + timestamp);
        }
    }

    /**
     * The defaults of mke2fs for common sizes: no label, 4 KiB blocks, an inode for every 16 KiB, 5 % reserved, a journal,
     * checksums.
     * The UUID serves as hash seed too.
     */
    public static Ext4Options of(UUID uuid, Instant timestamp) {
        return new Ext4Options("", uuid, uuid, 4096, new Inodes.PerBytes(16384), 5, true, true, timestamp);
    }

    /** Metadata of the root directory, unless a node with an empty path gives other metadata. */
    FileMetadata root() {
        return FileMetadata.ofRoot(0755, timestamp);
    }

    public Ext4Options withLabel(String newLabel) {
        return new Ext4Options(
                newLabel, uuid, hashSeed, blockSize, inodes, reservedPercent, journal, checksums, timestamp);
    }

    public Ext4Options withHashSeed(UUID newSeed) {
        return new Ext4Options(label, uuid, newSeed, blockSize, inodes, reservedPercent, journal, checksums, timestamp);
    }

    public Ext4Options withBlockSize(int bytes) {
        return new Ext4Options(label, uuid, hashSeed, bytes, inodes, reservedPercent, journal, checksums, timestamp);
    }

    public Ext4Options withInodes(Inodes newInodes) {
        return new Ext4Options(
                label, uuid, hashSeed, blockSize, newInodes, reservedPercent, journal, checksums, timestamp);
    }

    public Ext4Options withReservedPercent(int percent) {
        return new Ext4Options(label, uuid, hashSeed, blockSize, inodes, percent, journal, checksums, timestamp);
    }

    public Ext4Options withJournal(boolean present) {
        return new Ext4Options(
                label, uuid, hashSeed, blockSize, inodes, reservedPercent, present, checksums, timestamp);
    }

    public Ext4Options withChecksums(boolean present) {
        return new Ext4Options(label, uuid, hashSeed, blockSize, inodes, reservedPercent, journal, present, timestamp);
    }
}
