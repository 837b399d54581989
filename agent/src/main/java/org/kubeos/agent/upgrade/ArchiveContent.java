package org.kubeos.agent.upgrade;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kubeos.agent.AgentException;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.ext4.Ext4Exception;
import org.kubeos.diskimage.ext4.Ext4Size;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Digest;
import org.kubeos.slotimage.RootFileSystem;

/**
 * A rootfs archive, of which the slot's file system is made here. It is read twice, as there is nowhere to keep it: once for its
 * digest, from which UUIDs derive, and the size that it needs; once for its files. The same archive gives the bytes of the update
 * image that kbimg makes of it.
 *
 * @param version of the OS, if the archive's place tells it
 * @param date the time that the file system says it was made at; else that of its os-release
 */
record ArchiveContent(Archive archive, Optional<String> version, Optional<Instant> date) implements SlotContent {

    private static final String FSTAB = "etc/fstab";

    /** In bytes. */
    private static final int MAX_TEXT = 1 << 20;

    /** An archive that can be read more than once. */
    interface Archive {

        /**
         * Gives the archive to {@code reader} as a stream. What it gives may be trusted only after this has returned.
         *
         * @throws org.kubeos.oci.OciException if it can't be fetched, or isn't what it should be
         */
        void read(Reader reader, Target target) throws IOException;

        /** What one reading fetches, in bytes. */
        long storedSize();

        /** For messages. */
        String where();
    }

    /** Reads an archive. */
    @FunctionalInterface
    interface Reader {
        void read(InputStream archive) throws IOException;
    }

    /** What the first reading finds. */
    private static final class Survey {
        private final List<FileNode> nodes = new ArrayList<>();
        private final Set<String> mountPoints = new HashSet<>(Set.of(PersistLayout.MOUNT_POINT));
        private byte[] digest = new byte[0];
        private Instant date = Instant.EPOCH;
        private Optional<String> version = Optional.empty();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.empty();
    }

    @Override
    public Transfer plan(Target target) {
        return new Transfer(0, 0, 2 * archive.storedSize(), 2);
    }

    @Override
    public Written write(Target target) throws IOException {
        try {
            target.events().step("Reading the rootfs archive");
            Survey survey = new Survey();
            archive.read(in -> survey(in, survey), target);
            survey.version.ifPresent(target::require);
            var options = RootFileSystem.options(NodeDisk.ROOT_A_LABEL, survey.digest, date.orElse(survey.date));
            var size = new Ext4Size(options);
            for (FileNode node : survey.nodes) {
                if (isOnRoot(node, survey.mountPoints)) {
                    size.add(node);
                }
            }
            // Only the mount points and the digest are needed from here on.
            survey.nodes.clear();
            requireFit(size.bytes(), target);
            target.events().step("Writing the slot");
            var writer = new SlotWriter(target.slot());
            target.beginWriting();
            writer.invalidate();
            var disk = new SlotDisk(writer, size.bytes());
            archive.read(
                    in -> {
                        try (Ext4Writer files = Ext4Writer.create(disk, options)) {
                            write(in, survey, files);
                        }
                    },
                    target);
            disk.finish();
            Digest digest = writer.complete(size.bytes(), disk, target.inspection(), target.events());
            return new Written(digest, size.bytes(), plan(target));
        } catch (Ext4Exception | CorruptImageException e) {
            throw new AgentException(archive.where() + " can't become a root file system: " + e.getMessage(), e);
        }
    }

    private static void survey(InputStream in, Survey survey) throws IOException {
        var digesting = new Digesting(in);
        TarReader tar = TarReader.of(digesting);
        for (Optional<FileNode> next = tar.next(); next.isPresent(); next = tar.next()) {
            FileNode node = next.get();
            survey.nodes.add(node);
            if (node.path().equals(OsRelease.PATH) && node instanceof FileNode.RegularFile file) {
                survey.date = node.metadata().modified();
                survey.version = OsRelease.parse(text(file.content())).get(OsRelease.VERSION_ID);
            }
            if (node.path().equals(FSTAB) && node instanceof FileNode.RegularFile file) {
                survey.mountPoints.addAll(mountPoints(text(file.content())));
            }
        }
        digesting.transferTo(OutputStream.nullOutputStream());
        survey.digest = digesting.digest.digest();
    }

    private static String text(FileContent content) throws IOException {
        var text = new ByteArrayOutputStream();
        content.copyTo(Channels.newChannel(text), 0, Math.min(content.size(), MAX_TEXT));
        return text.toString(StandardCharsets.UTF_8);
    }

    /** What lies below a mount point is on another partition of the disk. */
    private static List<String> mountPoints(String fstab) {
        return fstab.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 1 && fields[0].startsWith("/dev/" + NodeDisk.PARTITION_LINKS + "/"))
                .map(fields -> FilePath.normalize(fields[1]))
                .filter(mount -> !mount.isEmpty())
                .toList();
    }

    private static boolean isOnRoot(FileNode node, Set<String> mountPoints) {
        return mountPoints.stream()
                .noneMatch(mount -> node.path().startsWith(mount + "/")
                        || node.path().equals(mount) && !(node instanceof FileNode.Directory));
    }

    private void requireFit(long size, Target target) {
        if (size > target.slot().size()) {
            throw new AgentException("The root file system of " + archive.where() + " needs " + size
                    + " bytes, but the slot has only " + target.slot().size() + ". Build it with fewer packages.");
        }
    }

    private static void write(InputStream in, Survey survey, Ext4Writer files) throws IOException {
        var digesting = new Digesting(in);
        TarReader tar = TarReader.of(digesting);
        for (Optional<FileNode> next = tar.next(); next.isPresent(); next = tar.next()) {
            if (isOnRoot(next.get(), survey.mountPoints)) {
                files.add(next.get());
            }
        }
        digesting.transferTo(OutputStream.nullOutputStream());
        if (!Arrays.equals(digesting.digest.digest(), survey.digest)) {
            throw new AgentException("The rootfs archive changed while it was read. Try again.");
        }
        files.finish();
    }

    /** Digests all bytes, also those that are passed over, which Java's own stream doesn't. */
    private static final class Digesting extends BulkInputStream {

        private final InputStream in;
        private final MessageDigest digest = Digest.algorithm();

        Digesting(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                digest.update(buffer, offset, count);
            }
            return count;
        }
    }

    /** Gives a file's content as a stream. */
    static final class ContentStream extends BulkInputStream {

        private final FileContent content;
        private long position;

        ContentStream(FileContent content) {
            this.content = content;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (position == content.size()) {
                return -1;
            }
            int count = (int) Math.min(length, content.size() - position);
            content.copyTo(new Taker(ByteBuffer.wrap(buffer, offset, count)), position, count);
            position += count;
            return count;
        }

        /** Puts what comes into a buffer. */
        private record Taker(ByteBuffer buffer) implements WritableByteChannel {
            @Override
            public int write(ByteBuffer source) {
                int count = source.remaining();
                buffer.put(source);
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
}
