package org.kubeos.diskimage.tar;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileMetadata;

/** Builds the header blocks of one member: a ustar header, and before it a pax header if one is needed. */
final class MemberHeader {

    private static final int BLOCK = TarReader.BLOCK;
    private static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

    private final byte[] ustar = new byte[BLOCK];
    private final SortedMap<String, byte[]> records = new TreeMap<>();
    private final String path;

    /** @param path a directory's ends in a slash, the root's is nothing but that */
    MemberHeader(char type, String path, FileMetadata metadata) {
        this.path = path.equals("/") ? "./" : path;
        start(ustar, type);
        UstarField.MODE.putNumber(ustar, metadata.mode());
        putNumber(UstarField.UID, "uid", metadata.uid());
        putNumber(UstarField.GID, "gid", metadata.gid());
        putNumber(UstarField.SIZE, "size", 0);
        putTime(metadata.modified());
        putPath();
        metadata.xattrs().forEach(this::putXattr);
    }

    private static void start(byte[] block, char type) {
        UstarField.TYPE.putText(block, new byte[] {(byte) type});
        UstarField.MAGIC_AND_VERSION.putText(block, USTAR);
        UstarField.DEVICE_MAJOR.putNumber(block, 0);
        UstarField.DEVICE_MINOR.putNumber(block, 0);
    }

    MemberHeader size(long size) {
        putNumber(UstarField.SIZE, "size", size);
        return this;
    }

    MemberHeader linkTo(String target) {
        byte[] bytes = utf8(target);
        if (isAscii(target) && bytes.length <= UstarField.LINK_NAME.length()) {
            UstarField.LINK_NAME.putText(ustar, bytes);
        } else {
            records.put("linkpath", bytes);
        }
        return this;
    }

    MemberHeader device(int major, int minor) {
        UstarField.DEVICE_MAJOR.putNumber(ustar, major);
        UstarField.DEVICE_MINOR.putNumber(ustar, minor);
        return this;
    }

    /** The member's contents start with a map of its holes, in GNU tar's sparse format 1.0. */
    MemberHeader sparse(long realSize) {
        records.put("GNU.sparse.major", utf8("1"));
        records.put("GNU.sparse.minor", utf8("0"));
        records.put("GNU.sparse.name", utf8(path));
        records.put("GNU.sparse.realsize", utf8(Long.toString(realSize)));
        return this;
    }

    byte[] encode() {
        if (records.isEmpty()) {
            return withChecksum(ustar);
        }
        byte[] extended = PaxRecords.encode(records);
        byte[] header = new byte[BLOCK];
        start(header, 'x');
        UstarField.NAME.putText(header, cut(utf8("PaxHeaders/" + path), UstarField.NAME));
        UstarField.MODE.putNumber(header, 0644);
        UstarField.UID.putNumber(header, 0);
        UstarField.GID.putNumber(header, 0);
        UstarField.SIZE.putNumber(header, extended.length);
        UstarField.MODIFIED.putNumber(header, 0);
        byte[] blocks = Arrays.copyOf(
                withChecksum(header), 2 * BLOCK + extended.length + TarWriter.paddingAfter(extended.length));
        System.arraycopy(extended, 0, blocks, BLOCK, extended.length);
        System.arraycopy(withChecksum(ustar), 0, blocks, blocks.length - BLOCK, BLOCK);
        return blocks;
    }

    private static byte[] withChecksum(byte[] block) {
        // Six digits, a NUL and a space: readers have come to expect this form.
        String sum = Long.toOctalString(UstarField.checksum(block));
        UstarField.CHECKSUM.putText(block, utf8("0".repeat(6 - sum.length()) + sum + "\0 "));
        return block;
    }

    private void putPath() {
        byte[] bytes = utf8(path);
        if (isAscii(path)) {
            if (bytes.length <= UstarField.NAME.length()) {
                UstarField.NAME.putText(ustar, bytes);
                return;
            }
            // The slash between prefix and name is not stored; neither may be empty.
            int slash = path.lastIndexOf('/', UstarField.PREFIX.length());
            int nameLength = bytes.length - slash - 1;
            if (slash > 0 && nameLength > 0 && nameLength <= UstarField.NAME.length()) {
                UstarField.PREFIX.putText(ustar, Arrays.copyOf(bytes, slash));
                UstarField.NAME.putText(ustar, Arrays.copyOfRange(bytes, slash + 1, bytes.length));
                return;
            }
        }
        records.put("path", bytes);
        UstarField.NAME.putText(ustar, cut(bytes, UstarField.NAME));
    }

    private void putTime(Instant time) {
        long seconds = time.getEpochSecond();
        if (time.getNano() != 0 || seconds < 0 || seconds > UstarField.MODIFIED.maxNumber()) {
            BigDecimal exact = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(time.getNano(), 9));
            records.put("mtime", utf8(exact.stripTrailingZeros().toPlainString()));
        }
        UstarField.MODIFIED.putNumber(ustar, Math.clamp(seconds, 0, UstarField.MODIFIED.maxNumber()));
    }

    /** A number that does not fit goes to a pax record, and the field holds 0. */
    private void putNumber(UstarField field, String keyword, long number) {
        if (number <= field.maxNumber()) {
            field.putNumber(ustar, number);
        } else {
            field.putNumber(ustar, 0);
            records.put(keyword, utf8(Long.toString(number)));
        }
    }

    private void putXattr(String name, byte[] value) {
        // As GNU tar does: = would end the keyword.
        records.put("SCHILY.xattr." + name.replace("%", "%25").replace("=", "%3D"), value);
    }

    private static byte[] cut(byte[] text, UstarField field) {
        return text.length <= field.length() ? text : Arrays.copyOf(text, field.length());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
