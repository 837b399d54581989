package org.kubeos.diskimage.tar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileContent.Extent;
import org.kubeos.diskimage.tree.FileNode;

/**
 * Writes a tar archive: ustar headers, with pax headers for those members that ustar can't express. The same nodes
 * give the same bytes.
 *
 * <p>Needed pax records are for names that are too long or not ASCII, owners over 2097151, times before 1970 or with
 * nanoseconds, files of 8 GiB and more, extended attributes, and files with holes (GNU tar's sparse format 1.0). Owners
 * are numbers without names. A socket has no form in a tar archive and is left out, as GNU tar does.
 */
public final class TarWriter implements Closeable {

    private static final int BLOCK = TarReader.BLOCK;

    private final WritableByteChannel target;

    /** Zeros that fill the last block, kept to be written with what follows. */
    private int padding;

    /**
     * @param target where the archive goes, from its position on; contents that stand in a file are copied inside the
     *     kernel if this is a {@link FileChannel}. {@link #close} closes it.
     */
    public TarWriter(WritableByteChannel target) {
        this.target = target;
    }

    /** Writes an archive to a new file, in place of an old one of that name. */
    public static TarWriter create(Path archive) throws IOException {
        return new TarWriter(FileChannel.open(
                archive, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if a device number is over 2097151
     */
    public void write(FileNode node) throws IOException {
        switch (node) {
            case FileNode.Socket _ -> {}
            case FileNode.RegularFile file -> writeFile(file);
            case FileNode.Directory directory ->
                writeHeader(new MemberHeader('5', directory.path() + "/", directory.metadata()));
            case FileNode.SymbolicLink link ->
                writeHeader(new MemberHeader('2', link.path(), link.metadata()).linkTo(link.target()));
            case FileNode.HardLink link ->
                writeHeader(new MemberHeader('1', link.path(), link.metadata()).linkTo(link.target()));
            case FileNode.Fifo fifo -> writeHeader(new MemberHeader('6', fifo.path(), fifo.metadata()));
            case FileNode.Device device -> {
                char type = device.type() == FileNode.DeviceType.BLOCK ? '4' : '3';
                writeHeader(new MemberHeader(type, device.path(), device.metadata())
                        .device(device.major(), device.minor()));
            }
        }
    }

    private void writeFile(FileNode.RegularFile file) throws IOException {
        FileContent content = file.content();
        List<Extent> data = content.data();
        long stored = data.stream().mapToLong(Extent::length).sum();
        var header = new MemberHeader('0', file.path(), file.metadata());
        if (stored == content.size()) {
            writeHeader(header.size(stored));
        } else {
            byte[] map = sparseMap(data, content.size());
            writeHeader(header.sparse(content.size()).size(map.length + stored));
            writeFully(ByteBuffer.wrap(map));
        }
        for (Extent extent : data) {
            content.copyTo(target, extent.offset(), extent.length());
        }
        padding = paddingAfter(stored);
    }

    /** GNU tar manual, "PAX Format, Version 1.0": decimal lines, in whole blocks. */
    private static byte[] sparseMap(List<Extent> data, long size) {
        var map = new StringBuilder();
        // GNU tar marks a hole at the end by an empty extent there.
        map.append(data.size() + 1).append('\n');
        data.forEach(extent ->
                map.append(extent.offset()).append('\n').append(extent.length()).append('\n'));
        map.append(size).append("\n0\n");
        byte[] lines = map.toString().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(lines.length + paddingAfter(lines.length))
                .put(lines)
                .array();
    }

    private void writeHeader(MemberHeader header) throws IOException {
        byte[] blocks = header.encode();
        writeFully(ByteBuffer.allocate(padding + blocks.length)
                .put(padding, blocks)
                .rewind());
        padding = 0;
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    static int paddingAfter(long size) {
        return (int) Math.floorMod(-size, (long) BLOCK);
    }

    /** Ends the archive, with two zero blocks, and closes the channel. */
    @Override
    public void close() throws IOException {
        try (target) {
            writeFully(ByteBuffer.allocate(padding + 2 * BLOCK));
        }
    }
}
