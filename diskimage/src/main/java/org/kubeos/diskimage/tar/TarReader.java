package org.kubeos.diskimage.tar;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;

/**
 * Reads a tar archive's members in their order: ustar, pax, and GNU tar's long names, base-256 numbers and sparse
 * files, with extended attributes as GNU tar keeps them ({@code SCHILY.xattr.*}).
 *
 * <p>Paths come out in the normal form of {@link FilePath}: {@code ./etc/passwd} and {@code /etc/passwd} are both
 * {@code etc/passwd}. Members are given as they stand: that a directory is there for each file, that a hard link's
 * target came before it, and that no path comes twice is for the user of the nodes to see to. Volume labels are passed
 * over.
 *
 * <p>Whatever breaks the format, and names that would leave the root or are not UTF-8, give a
 * {@link CorruptImageException}; so does an archive without its end marker, because it was cut off. What exceeds the {@link
 * TarLimits} gives a {@link TarLimitException}.
 */
public final class TarReader implements Closeable {

    static final int BLOCK = 512;

    /** Room for every xattr that Linux lets a file have, and then some; keeps a hostile header from filling the heap. */
    private static final int MAX_EXTENDED_HEADER = 8 << 20;

    private static final byte[] ZERO_BLOCK = new byte[BLOCK];

    private final TarInput input;
    private final TarBudget budget;

    /** By hash: files that come together are often alike but for their names, and then share their metadata. */
    private final FileMetadata[] recent = new FileMetadata[1 << 10];

    private final Map<String, byte[]> globalRecords = new HashMap<>();
    private int globalRecordBytes;
    private long nextHeader;
    private boolean ended;

    private TarReader(TarInput input, TarLimits limits) {
        this.input = input;
        this.budget = new TarBudget(limits);
        Arrays.fill(recent, FileMetadata.ofRoot(0, Instant.EPOCH));
    }

    /**
     * Opens an archive in a file. Only headers are read; contents are regions of the file, to be copied in any order
     * for as long as the reader is open.
     */
    public static TarReader open(Path archive, TarLimits limits) throws IOException {
        return new TarReader(new FileInput(FileChannel.open(archive, StandardOpenOption.READ)), limits);
    }

    /** Opens an archive in a file, within the default limits. */
    public static TarReader open(Path archive) throws IOException {
        return open(archive, TarLimits.DEFAULT);
    }

    /**
     * Reads an archive from a stream, up to the first block of its end marker. A content can be copied once, from its
     * start to its end, before the next call of {@link #next}; what is not copied is passed over. Closing the reader
     * closes the stream.
     */
    public static TarReader of(InputStream stream, TarLimits limits) {
        return new TarReader(new StreamInput(stream), limits);
    }

    /** Reads an archive from a stream, within the default limits. */
    public static TarReader of(InputStream stream) {
        return of(stream, TarLimits.DEFAULT);
    }

    /** All the members that are left. Their contents can only be copied if the archive is a file. */
    public List<FileNode> readAll() throws IOException {
        List<FileNode> nodes = new ArrayList<>();
        for (Optional<FileNode> node = next(); node.isPresent(); node = next()) {
            nodes.add(node.get());
        }
        return nodes;
    }

    /** The next member, or nothing at the end of the archive. */
    public Optional<FileNode> next() throws IOException {
        Map<String, byte[]> records = new HashMap<>();
        int recordBytes = 0;
        while (!ended) {
            input.skipTo(nextHeader);
            byte[] block = input.read(BLOCK);
            if (Arrays.equals(block, ZERO_BLOCK)) {
                ended = true;
                break;
            }
            budget.addHeader();
            Member member = Member.of(block, nextHeader, new Member.PaxScopes(records, globalRecords));
            passOver(member);
            switch (member.type()) {
                case 'g' -> {
                    byte[] header = readExtendedHeader(member, globalRecordBytes);
                    globalRecordBytes += header.length;
                    globalRecords.putAll(PaxRecords.parse(header, member.offset() + BLOCK));
                }
                case 'x', 'L', 'K' -> {
                    byte[] header = readExtendedHeader(member, recordBytes);
                    recordBytes += header.length;
                    switch (member.type()) {
                        case 'x' -> records.putAll(PaxRecords.parse(header, member.offset() + BLOCK));
                        case 'L' -> records.put("path", upToNul(header));
                        default -> records.put("linkpath", upToNul(header));
                    }
                }
                case 'V' -> records.clear();
                default -> {
                    FileNode node = node(member);
                    budget.add(node, member.offset());
                    return Optional.of(node);
                }
            }
        }
        return Optional.empty();
    }

    /** The next header stands after this member's bytes, in whole blocks from the input's position on. */
    private void passOver(Member member) throws IOException {
        long size = member.storedSize();
        if (size > Long.MAX_VALUE - input.position() - BLOCK) {
            throw member.corrupt("absurd size " + size);
        }
        nextHeader = input.position() + Math.ceilDiv(size, BLOCK) * BLOCK;
    }

    private byte[] readExtendedHeader(Member member, int before) throws IOException {
        long size = member.storedSize();
        if (size > MAX_EXTENDED_HEADER - before) {
            throw member.corrupt("extended headers of more than " + MAX_EXTENDED_HEADER + " bytes");
        }
        return input.read((int) size);
    }

    private static byte[] upToNul(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return Arrays.copyOf(text, end);
    }

    private FileNode node(Member member) throws IOException {
        String path = member.path();
        FileMetadata metadata = shared(member.metadata());
        if (member.isDirectory()) {
            return new FileNode.Directory(path, metadata);
        }
        return switch (member.type()) {
            case '0', '7', 'S' -> new FileNode.RegularFile(path, metadata, content(member));
            case '1' -> new FileNode.HardLink(path, metadata, member.hardLinkTarget());
            case '2' -> new FileNode.SymbolicLink(path, metadata, member.linkTarget());
            case '3' -> device(member, metadata, FileNode.DeviceType.CHARACTER);
            case '4' -> device(member, metadata, FileNode.DeviceType.BLOCK);
            case '6' -> new FileNode.Fifo(path, metadata);
            default -> throw member.corrupt("members of type '" + member.type() + "' are not supported");
        };
    }

    private FileMetadata shared(FileMetadata metadata) {
        // Extended attributes are arrays, which are equal only to themselves.
        if (!metadata.xattrs().isEmpty()) {
            return metadata;
        }
        int slot = metadata.hashCode() & recent.length - 1;
        if (!recent[slot].equals(metadata)) {
            recent[slot] = metadata;
        }
        return recent[slot];
    }

    private static FileNode device(Member member, FileMetadata metadata, FileNode.DeviceType type) throws IOException {
        return new FileNode.Device(
                member.path(),
                metadata,
                type,
                member.deviceNumber(UstarField.DEVICE_MAJOR),
                member.deviceNumber(UstarField.DEVICE_MINOR));
    }

    private FileContent content(Member member) throws IOException {
        long start = input.position();
        if (member.type() == 'S') {
            SparseMap map = SparseMap.ofOldGnu(member, input);
            // The size does not count the map's own blocks.
            passOver(member);
            return sparse(member, map, SparseMap.oldGnuRealSize(member), member.storedSize());
        }
        if (member.hasRecord("GNU.sparse.offset")) {
            throw member.corrupt("sparse files of GNU tar's oldest pax form (0.0) are not supported");
        }
        if (member.hasRecord("GNU.sparse.major")) {
            if (member.requireDecimal("GNU.sparse.major") != 1 || member.requireDecimal("GNU.sparse.minor") != 0) {
                throw member.corrupt("sparse file of an unknown form; known are 0.1 and 1.0");
            }
            SparseMap map = SparseMap.ofPax10(member, input);
            long stored = member.storedSize() - (input.position() - start);
            return sparse(member, map, member.requireDecimal("GNU.sparse.realsize"), stored);
        }
        Optional<byte[]> list = member.records().find("GNU.sparse.map");
        if (list.isPresent()) {
            SparseMap map = SparseMap.ofPax01(member, list.get());
            return sparse(member, map, member.requireDecimal("GNU.sparse.size"), member.storedSize());
        }
        return input.content(member.storedSize());
    }

    private FileContent sparse(Member member, SparseMap map, long size, long stored) throws IOException {
        if (map.storedSize() != stored || map.end() > size) {
            throw member.corrupt("the map of a sparse file does not fit its size");
        }
        return FileContent.sparse(size, map.extents(), input.content(stored));
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
