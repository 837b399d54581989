package org.kubeos.diskimage.tar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FilePath;

/**
 * A member of an archive, as the header blocks before its contents describe it.
 *
 * @param block its ustar header
 * @param offset where that header stands in the archive
 * @param records the pax records that apply to it, the global ones among them; they win over the ustar header
 */
record Member(byte[] block, long offset, PaxScopes records) {

    private static final Pattern DECIMAL_TIME = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{0,100})?");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");
    /** PATH_MAX of Linux, less the NUL. */
    private static final int MAX_LINK_TARGET = 4095;

    private static final String XATTR_KEYWORD = "SCHILY.xattr.";

    /** Pax records by scope: of this member alone, and of all that follow the global header. */
    record PaxScopes(Map<String, byte[]> own, Map<String, byte[]> global) {
        Optional<byte[]> find(String keyword) {
            byte[] value = own.containsKey(keyword) ? own.get(keyword) : global.get(keyword);
            // An empty value takes the record back: POSIX.1-2017, pax, "pax Extended Header Keyword Precedence".
            return value == null || value.length == 0 ? Optional.empty() : Optional.of(value);
        }
    }

    /** @throws CorruptImageException if the checksum is wrong */
    static Member of(byte[] block, long offset, PaxScopes records) throws CorruptImageException {
        var member = new Member(block, offset, records);
        if (member.number(UstarField.CHECKSUM) != UstarField.checksum(block)) {
            throw new CorruptImageException(offset, "no tar header here: its checksum is wrong");
        }
        return member;
    }

    char type() {
        byte[] flag = UstarField.TYPE.text(block);
        return flag.length == 0 ? '0' : (char) flag[0];
    }

    /** Bytes in the archive after the header, without padding. */
    long storedSize() throws CorruptImageException {
        return switch (type()) {
            // A hard link may name its target's size, but has no contents: GNU tar reads it so too.
            case '1' -> 0;
            // The records so far speak of the member to come, not of these that stand before it.
            case 'g', 'x', 'L', 'K', 'V' -> notNegative("size", number(UstarField.SIZE));
            default -> numberOr("size", UstarField.SIZE);
        };
    }

    /** The path as it is written. */
    String rawPath() throws CorruptImageException {
        Optional<byte[]> extended = records.find("GNU.sparse.name").or(() -> records.find("path"));
        if (extended.isPresent()) {
            return text(extended.get());
        }
        String name = text(UstarField.NAME.text(block));
        // GNU tar's older formats ("ustar", two spaces) keep other things where ustar has the prefix.
        boolean ustar = UstarField.MAGIC_AND_VERSION.text(block).length == "ustar".length();
        String prefix = ustar ? text(UstarField.PREFIX.text(block)) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The path in normal form. Only a directory can be the root. */
    String path() throws CorruptImageException {
        String path = normalize(rawPath());
        if (path.isEmpty() && !isDirectory()) {
            throw new CorruptImageException(offset, "an archive member that is no directory has no name");
        }
        return path;
    }

    boolean isDirectory() throws CorruptImageException {
        return switch (type()) {
            // GNU tar's incremental archives list a directory's names as contents of type D.
            case '5', 'D' -> true;
            // Before there was a type for it, a directory was a file whose name ends in a slash.
            case '0' -> rawPath().endsWith("/");
            default -> false;
        };
    }

    /** A symbolic link's target, as it is written. */
    String linkTarget() throws CorruptImageException {
        Optional<byte[]> extended = records.find("linkpath");
        byte[] target = extended.isPresent() ? extended.get() : UstarField.LINK_NAME.text(block);
        String text = text(target);
        if (target.length == 0 || target.length > MAX_LINK_TARGET || text.indexOf('\0') >= 0) {
            throw corrupt("the target of a link must have 1 to " + MAX_LINK_TARGET + " bytes, none of them NUL");
        }
        return text;
    }

    String hardLinkTarget() throws CorruptImageException {
        return normalize(linkTarget());
    }

    int deviceNumber(UstarField field) throws CorruptImageException {
        long number = notNegative("device number", number(field));
        if (number > Integer.MAX_VALUE) {
            throw corrupt("device number " + number + " is out of range");
        }
        return (int) number;
    }

    FileMetadata metadata() throws CorruptImageException {
        long uid = numberOr("uid", UstarField.UID);
        long gid = numberOr("gid", UstarField.GID);
        try {
            return new FileMetadata((int) number(UstarField.MODE) & 07777, uid, gid, modified(), xattrs());
        } catch (IllegalArgumentException e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private Instant modified() throws CorruptImageException {
        Optional<byte[]> extended = records.find("mtime");
        try {
            if (extended.isEmpty()) {
                return Instant.ofEpochSecond(number(UstarField.MODIFIED));
            }
            String time = text(extended.get());
            if (!DECIMAL_TIME.matcher(time).matches()) {
                throw corrupt("bad modification time " + time);
            }
            BigDecimal nanoseconds = new BigDecimal(time).setScale(9, RoundingMode.FLOOR);
            BigDecimal seconds = nanoseconds.setScale(0, RoundingMode.FLOOR);
            return Instant.ofEpochSecond(
                    seconds.longValueExact(),
                    nanoseconds.subtract(seconds).unscaledValue().longValueExact());
        } catch (DateTimeException e) {
            throw corrupt("modification time is out of range");
        }
    }

    private Map<String, byte[]> xattrs() {
        Map<String, byte[]> xattrs = new HashMap<>();
        records.own().forEach((keyword, value) -> {
            if (keyword.startsWith(XATTR_KEYWORD)) {
                // GNU tar since 1.29 writes = and % in a name like this, because = ends a keyword.
                String name = keyword.substring(XATTR_KEYWORD.length())
                        .replace("%3D", "=")
                        .replace("%25", "%");
                xattrs.put(name, value);
            }
        });
        return xattrs;
    }

    private long numberOr(String keyword, UstarField field) throws CorruptImageException {
        Optional<Long> extended = decimal(keyword);
        return notNegative(keyword, extended.isPresent() ? extended.get() : number(field));
    }

    private long notNegative(String what, long number) throws CorruptImageException {
        if (number < 0) {
            throw corrupt("negative " + what);
        }
        return number;
    }

    boolean hasRecord(String keyword) {
        return records.find(keyword).isPresent();
    }

    long requireDecimal(String keyword) throws CorruptImageException {
        return decimal(keyword).orElseThrow(() -> new CorruptImageException(offset, "no pax record " + keyword));
    }

    /** The value of a pax record that holds a number. */
    private Optional<Long> decimal(String keyword) throws CorruptImageException {
        Optional<byte[]> value = records.find(keyword);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String digits = new String(value.get(), StandardCharsets.ISO_8859_1);
        if (!DECIMAL.matcher(digits).matches()) {
            throw corrupt("bad number in pax record " + keyword);
        }
        return Optional.of(Long.parseLong(digits));
    }

    private long number(UstarField field) throws CorruptImageException {
        try {
            return field.number(block);
        } catch (NumberFormatException e) {
            throw new CorruptImageException(offset, "no number in the tar header field " + field);
        }
    }

    private String normalize(String path) throws CorruptImageException {
        try {
            return FilePath.normalize(path);
        } catch (IllegalArgumentException e) {
            throw new CorruptImageException(offset, "bad name in the archive: " + e.getMessage());
        }
    }

    private String text(byte[] bytes) throws CorruptImageException {
        return PaxRecords.utf8(bytes, 0, bytes.length, offset);
    }

    /** The exception for a problem of this member, which it names. */
    CorruptImageException corrupt(String problem) throws CorruptImageException {
        return new CorruptImageException(offset, "archive member " + rawPath() + ": " + problem);
    }
}
