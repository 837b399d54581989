package org.kubeos.agent.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.kubeos.agent.AgentException;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Digest;
import org.kubeos.oci.layer.LayerDecompression;

/** An update image: the content of a slot, in one piece. */
record UpdateImageContent(StoredFile file) implements SlotContent {

    /** In bytes. */
    private static final int BUFFER = 1 << 20;

    @Override
    public Optional<String> version() {
        return Optional.empty();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public Transfer plan(Target target) {
        return new Transfer(0, 0, file.descriptor().size(), 1);
    }

    @Override
    public Written write(Target target) throws IOException {
        target.events().step("Writing the slot");
        var writer = new SlotWriter(target.slot());
        target.beginWriting();
        writer.invalidate();
        MessageDigest digest = Digest.algorithm();
        long size = 0;
        try (InputStream packed = file.openVerified()) {
            InputStream content = LayerDecompression.of(new Counting(packed, file, target));
            var buffer = new byte[BUFFER];
            while (true) {
                int count = content.readNBytes(buffer, 0, BUFFER);
                if (count == 0) {
                    break;
                }
                if (size + count > target.slot().size()) {
                    throw new AgentException(file.where() + " has more than the "
                            + target.slot().size() + " bytes of the slot. Build it with a root file system that fits.");
                }
                digest.update(buffer, 0, count);
                writer.write(ByteBuffer.wrap(buffer, 0, count), size);
                size += count;
            }
            packed.transferTo(OutputStream.nullOutputStream());
        } catch (EOFException e) {
            throw new AgentException(file.where() + " is cut off: its compressed data ends early.", e);
        }
        Digest expected = Digest.of(digest);
        Digest written = writer.complete(
                size,
                (actual, _) -> {
                    if (!actual.equals(expected)) {
                        throw new AgentException(
                                "The disk does not hold what was written to it: the slot has the digest "
                                        + actual + " where " + expected
                                        + " was written. The disk may be failing; look at its health, and try again.");
                    }
                },
                target.inspection(),
                target.events());
        return new Written(written, size, plan(target));
    }

    /** Tells how far the file was read. */
    static final class Counting extends BulkInputStream {

        private final InputStream in;
        private final StoredFile file;
        private final Target target;
        private long count;

        Counting(InputStream in, StoredFile file, Target target) {
            this.in = in;
            this.file = file;
            this.target = target;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(read, 0);
            target.events().progress(count, file.descriptor().size());
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
