package org.kubeos.diskimage.tar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tree.FileContent.Extent;

/**
 * Where the stored bytes of a sparse member belong in the file, in each of the forms that GNU tar has written. GNU tar
 * manual, "Storing Sparse Files".
 */
final class SparseMap {

    /** Keeps a hostile map from filling the heap; 16 bytes each, this covers 4 TiB with a hole in every 4 MiB. */
    private static final int MAX_EXTENTS = 1 << 20;

    private static final int OLD_HEADER_MAP = 386;
    private static final int OLD_HEADER_ENTRIES = 4;
    private static final int OLD_HEADER_EXTENDED = 482;
    private static final int OLD_HEADER_REAL_SIZE = 483;
    private static final int OLD_EXTENSION_ENTRIES = 21;
    private static final int OLD_EXTENSION_EXTENDED = 504;
    private static final int OLD_NUMBER = 12;

    private final Member member;
    private final List<Extent> extents = new ArrayList<>();
    private int entries;
    private long end;
    private long stored;

    private SparseMap(Member member) {
        this.member = member;
    }

    List<Extent> extents() {
        return extents;
    }

    /** Where the last extent ends, even an empty one. */
    long end() {
        return end;
    }

    /** How many bytes the extents hold together. */
    long storedSize() {
        return stored;
    }

    /** Reads the map of type {@code S}: in the header, and in extension blocks before the contents. */
    static SparseMap ofOldGnu(Member member, TarInput input) throws IOException {
        var map = new SparseMap(member);
        byte[] block = member.block();
        map.addOldEntries(block, OLD_HEADER_MAP, OLD_HEADER_ENTRIES);
        boolean extended = block[OLD_HEADER_EXTENDED] != 0;
        while (extended) {
            block = input.read(TarReader.BLOCK);
            map.addOldEntries(block, 0, OLD_EXTENSION_ENTRIES);
            extended = block[OLD_EXTENSION_EXTENDED] != 0;
        }
        return map;
    }

    static long oldGnuRealSize(Member member) throws CorruptImageException {
        try {
            return UstarField.number(member.block(), OLD_HEADER_REAL_SIZE, OLD_NUMBER);
        } catch (NumberFormatException e) {
            throw member.corrupt("bad size of a sparse file");
        }
    }

    private void addOldEntries(byte[] block, int start, int count) throws CorruptImageException {
        try {
            for (int at = start; at < start + count * 2 * OLD_NUMBER && block[at] != 0; at += 2 * OLD_NUMBER) {
                add(UstarField.number(block, at, OLD_NUMBER), UstarField.number(block, at + OLD_NUMBER, OLD_NUMBER));
            }
        } catch (NumberFormatException e) {
            throw member.corrupt("bad number in the map of a sparse file");
        }
    }

    /** Reads a map of pax sparse format 1.0: decimal lines before the contents, in whole blocks. */
    static SparseMap ofPax10(Member member, TarInput input) throws IOException {
        var map = new SparseMap(member);
        var lines = new BlockLines(member, input);
        for (long left = lines.next(); left > 0; left--) {
            map.add(lines.next(), lines.next());
        }
        return map;
    }

    /** Reads the map of pax sparse format 0.1, a list {@code offset,size,offset,size}. */
    static SparseMap ofPax01(Member member, byte[] list) throws CorruptImageException {
        var map = new SparseMap(member);
        String[] numbers = new String(list, StandardCharsets.US_ASCII).split(",");
        try {
            for (int i = 0; i + 1 < numbers.length; i += 2) {
                map.add(Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1]));
            }
        } catch (NumberFormatException e) {
            throw member.corrupt("bad number in the map of a sparse file");
        }
        return map;
    }

    private void add(long offset, long length) throws CorruptImageException {
        if (offset < end || length < 0 || length > Long.MAX_VALUE - offset) {
            throw member.corrupt("the map of a sparse file is out of order");
        }
        if (++entries > MAX_EXTENTS) {
            throw member.corrupt("a sparse file of more than " + MAX_EXTENTS + " pieces");
        }
        if (length > 0) {
            boolean adjoins = !extents.isEmpty() && offset == end;
            Extent last = adjoins ? extents.removeLast() : new Extent(offset, 0);
            extents.add(new Extent(last.offset(), last.length() + length));
        }
        end = offset + length;
        stored += length;
    }

    /** Decimal numbers, one a line, in blocks that are read as the numbers are asked for. */
    private static final class BlockLines {
        private static final long MAX_BEFORE_DIGIT = (Long.MAX_VALUE - 9) / 10;

        private final Member member;
        private final TarInput input;
        private byte[] block = {};
        private int next;

        BlockLines(Member member, TarInput input) {
            this.member = member;
            this.input = input;
        }

        long next() throws IOException {
            long number = 0;
            for (int digits = 0; ; digits++) {
                int character = read();
                if (character == '\n' && digits > 0) {
                    return number;
                }
                if (character < '0' || character > '9' || number > MAX_BEFORE_DIGIT) {
                    throw member.corrupt("bad number in the map of a sparse file");
                }
                number = number * 10 + character - '0';
            }
        }

        private int read() throws IOException {
            if (next == block.length) {
                block = input.read(TarReader.BLOCK);
                next = 0;
            }
            return block[next++];
        }
    }
}
