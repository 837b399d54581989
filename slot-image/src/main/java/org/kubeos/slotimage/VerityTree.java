package org.kubeos.slotimage;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.kubeos.oci.Digest;

/**
 * Computes the root hash of a dm-verity tree, without keeping the tree: format 1, SHA-256, blocks of 4096 bytes, no salt, as
 * {@code veritysetup format --salt=-} makes it. Source: the kernel's Documentation/admin-guide/device-mapper/verity.rst, "Hash
 * Tree".
 */
final class VerityTree {

    private static final int HASH_SIZE = 32;

    private final MessageDigest digest = Digest.algorithm();
    private final List<Level> levels = new ArrayList<>();

    /** A block of hashes that fills up, and how many hashes its level has in all. */
    private static final class Level {

        private final byte[] block = new byte[Chunker.BLOCK_SIZE];
        private int filled;
        private long hashes;
    }

    /** The hashes of some whole blocks, one after the other. */
    static byte[] hashBlocks(byte[] content) {
        MessageDigest digest = Digest.algorithm();
        var hashes = new byte[content.length / Chunker.BLOCK_SIZE * HASH_SIZE];
        for (int block = 0; block * HASH_SIZE < hashes.length; block++) {
            digest.update(content, block * Chunker.BLOCK_SIZE, Chunker.BLOCK_SIZE);
            System.arraycopy(digest.digest(), 0, hashes, block * HASH_SIZE, HASH_SIZE);
        }
        return hashes;
    }

    /** Adds the hashes of the data blocks that come next. */
    void add(byte[] hashes) {
        for (int at = 0; at < hashes.length; at += HASH_SIZE) {
            add(0, hashes, at);
        }
    }

    private void add(int index, byte[] hashes, int at) {
        if (index == levels.size()) {
            levels.add(new Level());
        }
        Level level = levels.get(index);
        if (level.filled == level.block.length) {
            hashUp(index);
        }
        System.arraycopy(hashes, at, level.block, level.filled, HASH_SIZE);
        level.filled += HASH_SIZE;
        level.hashes++;
    }

    /** The block's hash goes one level up. */
    private void hashUp(int index) {
        Level level = levels.get(index);
        Arrays.fill(level.block, level.filled, level.block.length, (byte) 0);
        level.filled = 0;
        add(index + 1, digest.digest(level.block), 0);
    }

    /** The root hash of all blocks, of which there is at least one, in hexadecimal digits. */
    String root() {
        int index = 0;
        while (levels.get(index).hashes > 1) {
            hashUp(index);
            index++;
        }
        return HexFormat.of().formatHex(levels.get(index).block, 0, HASH_SIZE);
    }
}
