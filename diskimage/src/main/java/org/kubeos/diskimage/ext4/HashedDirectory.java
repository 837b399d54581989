package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kubeos.diskimage.ext4.format.DirectoryBlock;
import org.kubeos.diskimage.ext4.format.DirectoryHash;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;

/**
 * A directory of many entries: leaves that hold them in the order of their names' hashes, below one or two levels of index.
 * Blocks stand in this order: root, nodes if there are two levels, leaves.
 */
final class HashedDirectory {

    private final NameStore names;
    private final int blockSize;

    /** The entries' records in the order of their hashes. */
    private final int[] records;

    private final int[] hashes;

    /** The first entry of each leaf, and the number of entries behind the last. */
    private final int[] leafStarts;

    private final int nodes;

    HashedDirectory(NameStore names, DirectoryHash hash, int blockSize, int[] unsorted) throws Ext4Exception {
        this.names = names;
        this.blockSize = blockSize;
        this.records = new int[unsorted.length];
        this.hashes = new int[unsorted.length];
        sort(unsorted, hash);
        leafStarts = cutIntoLeaves();
        nodes = nodes(blockSize, leaves());
        if (nodes > DirectoryBlock.rootCapacity(blockSize)) {
            throw new Ext4Exception("a directory of " + unsorted.length + " entries is too large for blocks of "
                    + blockSize + " bytes");
        }
    }

    /** Index nodes between the root and so many leaves. */
    static int nodes(int blockSize, long leaves) {
        return leaves <= DirectoryBlock.rootCapacity(blockSize)
                ? 0
                : Math.toIntExact(Math.ceilDiv(leaves, DirectoryBlock.nodeCapacity(blockSize)));
    }

    int blocks() {
        return 1 + nodes + leaves();
    }

    private int leaves() {
        return leafStarts.length - 1;
    }

    private void sort(int[] unsorted, DirectoryHash hash) {
        var keys = new long[unsorted.length];
        for (int i = 0; i < keys.length; i++) {
            int record = unsorted[i];
            int value = hash.of(names.chunk(record), names.nameOffset(record), names.nameLength(record));
            keys[i] = (long) (value >>> 1) << 32 | i; // the lowest bit of a hash is 0
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            records[i] = unsorted[(int) keys[i]];
            hashes[i] = (int) (keys[i] >>> 32) << 1;
        }
    }

    private int[] cutIntoLeaves() {
        int capacity = DirectoryBlock.leafCapacity(blockSize);
        var starts = new int[records.length + 1];
        int leaves = 0;
        int filled = capacity;
        for (int i = 0; i < records.length; i++) {
            int bytes = DirectoryBlock.entryBytes(names.nameLength(records[i]));
            if (filled + bytes > capacity) {
                starts[leaves++] = i;
                filled = 0;
            }
            filled += bytes;
        }
        starts[leaves] = records.length;
        return Arrays.copyOf(starts, leaves + 1);
    }

    void write(Directories.Output output, int self, int parent, MetadataChecksum checksum) throws IOException {
        ByteBuffer bytes = Bytes.zero(blockSize);
        var root = new DirectoryBlock(bytes);
        root.root(self, parent, nodes == 0 ? 0 : 1, checksum.isUsed());
        int perNode = DirectoryBlock.nodeCapacity(blockSize);
        int references = nodes == 0 ? leaves() : nodes;
        for (int i = 0; i < references; i++) {
            root.reference(true, i, nodes == 0 ? lowestHash(i) : lowestHash(i * perNode), 1 + i);
        }
        root.finishNode(true, references, self, checksum);
        output.write(bytes);
        for (int node = 0; node < nodes; node++) {
            writeNode(output, node * perNode, Math.min((node + 1) * perNode, leaves()), self, checksum);
        }
        for (int leaf = 0; leaf < leaves(); leaf++) {
            writeLeaf(output, leaf, self, checksum);
        }
    }

    /** A leaf's lowest hash; its lowest bit tells that the leaf before ends with the same hash. */
    private int lowestHash(int leaf) {
        int first = leafStarts[leaf];
        boolean continued = first > 0 && hashes[first - 1] == hashes[first];
        return continued ? hashes[first] | 1 : hashes[first];
    }

    private void writeNode(Directories.Output output, int from, int to, int self, MetadataChecksum checksum)
            throws IOException {
        ByteBuffer bytes = Bytes.zero(blockSize);
        var node = new DirectoryBlock(bytes);
        node.node(checksum.isUsed());
        for (int leaf = from; leaf < to; leaf++) {
            node.reference(false, leaf - from, lowestHash(leaf), 1 + nodes + leaf);
        }
        node.finishNode(false, to - from, self, checksum);
        output.write(bytes);
    }

    private void writeLeaf(Directories.Output output, int leaf, int self, MetadataChecksum checksum)
            throws IOException {
        ByteBuffer bytes = Bytes.zero(blockSize);
        var block = new DirectoryBlock(bytes);
        int at = 0;
        int last = 0;
        for (int i = leafStarts[leaf]; i < leafStarts[leaf + 1]; i++) {
            last = at;
            at += names.writeEntry(records[i], block, at);
        }
        block.finishLeaf(last, self, checksum);
        output.write(bytes);
    }
}
