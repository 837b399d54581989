package org.kubeos.agent.shadow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.kubeos.diskimage.ext4.FileType;

/**
 * A file in an upper layer.
 *
 * @param device the raw number of a device, 0 for all else
 * @param changed when its content, mode, or owner was changed last, or the file was put there
 * @param key what the kernel knows it by
 */
record UpperFile(
        UpperDirectory directory,
        Path path,
        Path name,
        FileType type,
        int mode,
        long uid,
        long gid,
        long size,
        long device,
        Instant changed,
        Object key)
        implements LayerFile {

    private static final int PIECE = 64 << 10;

    /** Who owns a directory of the running system, and when it was changed last. */
    record Change(long uid, long gid, Instant time) {}

    static Change change(Path directory) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(directory, "unix:uid,gid,ctime", LinkOption.NOFOLLOW_LINKS);
        return new Change(id(attributes, "uid"), id(attributes, "gid"), time(attributes));
    }

    private static long id(Map<String, Object> attributes, String name) {
        return Integer.toUnsignedLong((Integer) value(attributes, name));
    }

    private static Object value(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name), name);
    }

    private static Instant time(Map<String, Object> attributes) {
        return ((FileTime) value(attributes, "ctime")).toInstant();
    }

    static UpperFile read(UpperDirectory directory, Path path, Path name) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:mode,uid,gid,size,rdev,ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) value(attributes, "mode");
        return new UpperFile(
                directory,
                path,
                name,
                FileType.ofMode(mode).orElseThrow(() -> new IOException(path + " is of no known type of file")),
                mode & 07777,
                id(attributes, "uid"),
                id(attributes, "gid"),
                (Long) value(attributes, "size"),
                (Long) value(attributes, "rdev"),
                time(attributes),
                value(attributes, "fileKey"));
    }

    /** Whether it says that the image's file of this name is deleted (overlayfs, "whiteouts and opaque directories"). */
    boolean isWhiteout() {
        return type == FileType.CHARACTER_DEVICE && device == 0;
    }

    UpperDirectory enter() throws IOException {
        return directory.enter(name);
    }

    @Override
    public void copyTo(WritableByteChannel channel) throws IOException {
        try (SeekableByteChannel source = directory.openToRead(name)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (source.read(piece.clear()) >= 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
        }
    }

    /** Device numbers are packed as in {@code makedev} of the C library. */
    @Override
    public String value() throws IOException {
        return switch (type) {
            case SYMBOLIC_LINK -> Files.readSymbolicLink(path).toString();
            case CHARACTER_DEVICE, BLOCK_DEVICE ->
                (device >>> 8 & 0xFFF | device >>> 32 & ~0xFFFL) + ":" + (device & 0xFF | device >>> 12 & 0xFFFF_FF00L);
            default -> "";
        };
    }
}
