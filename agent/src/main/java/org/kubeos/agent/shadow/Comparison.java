package org.kubeos.agent.shadow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.ext4.FileType;
import org.kubeos.oci.Digest;

/** Compares a local file with one of an image. */
final class Comparison {

    /** In bytes. */
    private static final int MAX_TEXT = 64 << 10;

    private final LayerFile image;
    private final LayerFile local;

    Comparison(LayerFile image, LayerFile local) {
        this.image = image;
        this.local = local;
    }

    /** Whether type, content, mode, and owner are the same. */
    boolean isSame() throws IOException {
        return isSameType()
                && (image.mode() == local.mode() || image.type() == FileType.SYMBOLIC_LINK)
                && image.uid() == local.uid()
                && image.gid() == local.gid()
                && isSameContent();
    }

    boolean isSameType() {
        return image.type() == local.type();
    }

    /** Of two files of the same type. */
    boolean isSameContent() throws IOException {
        if (image.type() == FileType.REGULAR) {
            return image.size() == local.size() && digest(image).equals(digest(local));
        }
        return image.value().equals(local.value());
    }

    private static Digest digest(LayerFile file) throws IOException {
        MessageDigest digest = Digest.algorithm();
        file.copyTo(new Sink(digest::update));
        return Digest.of(digest);
    }

    /** What differs, in words. */
    List<String> details(Owners owners) throws IOException {
        if (!isSameType()) {
            return List.of(kind(local) + " instead of " + kind(image));
        }
        var details = new ArrayList<String>();
        if (!isSameContent()) {
            details.add(contentDetail());
        }
        if (image.mode() != local.mode() && image.type() != FileType.SYMBOLIC_LINK) {
            details.add("mode %04o instead of %04o".formatted(local.mode(), image.mode()));
        }
        if (image.uid() != local.uid() || image.gid() != local.gid()) {
            details.add("owner " + owners.name(local) + " instead of " + owners.name(image));
        }
        return details;
    }

    private String contentDetail() throws IOException {
        if (image.type() != FileType.REGULAR) {
            return local.value() + " instead of " + image.value();
        }
        return image.size() == local.size()
                ? "other content of " + local.size() + " bytes"
                : local.size() + " bytes instead of " + image.size();
    }

    private static String kind(LayerFile file) {
        return switch (file.type()) {
            case REGULAR -> "file";
            case DIRECTORY -> "directory";
            case SYMBOLIC_LINK -> "symbolic link";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
            case FIFO -> "FIFO";
            case SOCKET -> "socket";
        };
    }

    /** What came of a comparison line by line: one of the two. */
    record TextDiff(Optional<String> hunks, Optional<String> whyNot) {

        static TextDiff none(String why) {
            return new TextDiff(Optional.empty(), Optional.of(why));
        }
    }

    /** Of two regular files with other content. */
    TextDiff diff() throws IOException {
        if (image.size() > MAX_TEXT || local.size() > MAX_TEXT) {
            return TextDiff.none("larger than 64 KiB");
        }
        Optional<String> before = text(image);
        Optional<String> after = text(local);
        if (before.isEmpty() || after.isEmpty()) {
            return TextDiff.none("not text");
        }
        Optional<String> hunks = LineDiff.of(before.get(), after.get());
        return hunks.isPresent() ? new TextDiff(hunks, Optional.empty()) : TextDiff.none("too many lines differ");
    }

    /** Empty if it isn't UTF-8, or has a zero byte, or has grown meanwhile. */
    private static Optional<String> text(LayerFile file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        WritableByteChannel channel = Channels.newChannel(bytes);
        file.copyTo(new Sink(piece -> {
            if (bytes.size() <= MAX_TEXT) {
                channel.write(piece);
            }
        }));
        if (bytes.size() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Takes pieces of a file. */
    @FunctionalInterface
    private interface Pieces {
        void take(ByteBuffer piece) throws IOException;
    }

    private record Sink(Pieces pieces) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            pieces.take(source.slice());
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
