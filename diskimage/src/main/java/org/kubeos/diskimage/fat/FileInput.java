package org.kubeos.diskimage.fat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.kubeos.diskimage.CorruptImageException;

/** A file's contents, along its chain of clusters. */
final class FileInput extends InputStream {

    private final FatVolume volume;
    private final ClusterChain chain;
    private final FatEntry file;
    private long remaining;
    private int inCluster;

    FileInput(FatVolume volume, ClusterChain chain, FatEntry file) {
        this.volume = volume;
        this.chain = chain;
        this.file = file;
        this.remaining = file.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0 || remaining == 0) {
            return length == 0 ? 0 : -1;
        }
        int clusterSize = volume.geometry().clusterSize();
        int done = 0;
        while (done < length && remaining > 0) {
            if (inCluster == clusterSize) {
                chain.advance();
                inCluster = 0;
            }
            if (!chain.hasCluster()) {
                throw new CorruptImageException(
                        volume.geometry().clusterOffset(file.firstCluster()),
                        "/" + file.path() + " ends " + remaining + " bytes before its size is reached");
            }
            int count = (int) Math.min(Math.min(length - done, clusterSize - inCluster), remaining);
            volume.disk().read(ByteBuffer.wrap(target, offset + done, count), chain.offset() + inCluster);
            inCluster += count;
            remaining -= count;
            done += count;
        }
        return done;
    }
}
