package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.UnfinishedDirectory;

/**
 * Adds images to an OCI image layout, which skopeo and others read as {@code oci:DIR:TAG}. Files are renamed into place, the
 * index last, so a reader sees either the new image under its tag or the previous one.
 */
public final class LayoutWriter implements ImageRepository {

    private final ApplicationName application;
    private final Path directory;

    /** @param application the one that writes to the layout, for its lock */
    public LayoutWriter(ApplicationName application, Path directory) {
        this.application = application;
        this.directory = directory;
    }

    @Override
    public Optional<Descriptor> find(String tag) throws IOException {
        return LayoutFormat.find(index(), tag);
    }

    @Override
    public InputStream open(Descriptor descriptor, long offset) throws IOException {
        return LayoutStore.open(directory, Optional.empty()).open(descriptor, offset);
    }

    /**
     * Adds an image, or an index of several. An image with the same tag is replaced.
     *
     * @param top descriptor of the manifest or index; its content is among the blobs
     * @param blobs all content of the image
     * @throws OciException if the directory holds something else
     * @throws org.kubeos.process.DirectoryBusyException if another process is writing to it
     */
    @Override
    public void add(Descriptor top, List<? extends Blob> blobs, String tag) throws IOException {
        requireLayoutOrNothing();
        try (var unfinished = UnfinishedDirectory.open(application, directory, "")) {
            ImageIndex index = LayoutFormat.with(index(), top, tag);
            // Images may share a layer.
            var missing = new LinkedHashMap<Digest, Blob>();
            for (Blob blob : blobs) {
                if (!isStored(blob.descriptor())
                        && missing.putIfAbsent(blob.descriptor().digest(), blob) == null) {
                    copy(blob, unfinished.path());
                }
            }
            // Only renames are left, which hardly fail: a failure before leaves nothing behind.
            for (Blob blob : missing.values()) {
                publish(blob.descriptor(), unfinished.path());
            }
            replace(LayoutFormat.MARKER, LayoutFormat.MARKER_TEXT, unfinished.path());
            replace(LayoutFormat.INDEX, index.encode().content(), unfinished.path());
        }
    }

    private void requireLayoutOrNothing() throws IOException {
        if (Files.exists(directory.resolve(LayoutFormat.MARKER)) || !Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new OciException(directory + " is not a directory, so it can't hold an image layout.");
        }
        try (var entries = Files.newDirectoryStream(directory, entry -> !isOurs(entry))) {
            if (entries.iterator().hasNext()) {
                throw new OciException(
                        directory
                                + " holds something other than an image layout. Name an empty or new directory for the layout.");
            }
        }
    }

    /** Hidden files, and blobs left behind by a build that was killed before it wrote the index. */
    private static boolean isOurs(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(".") || name.equals("blobs");
    }

    private ImageIndex index() throws IOException {
        Path file = directory.resolve(LayoutFormat.INDEX);
        return Files.exists(file)
                ? ImageIndex.parse(Files.readAllBytes(file), directory.toString())
                : new ImageIndex(List.of());
    }

    private boolean isStored(Descriptor blob) throws IOException {
        Path file = directory.resolve(LayoutFormat.blob(blob.digest()));
        return Files.exists(file) && Files.size(file) == blob.size();
    }

    private static void copy(Blob blob, Path unfinished) throws IOException {
        Path copy = unfinished.resolve(blob.descriptor().digest().hex());
        if (blob instanceof Blob.StoredFile(Descriptor _, Path file)) {
            linkOrCopy(file, copy);
            return;
        }
        try (var in = new VerifiedContent(blob.open(0), blob.descriptor(), "The source of the image")) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void publish(Descriptor blob, Path unfinished) throws IOException {
        Path target = directory.resolve(LayoutFormat.blob(blob.digest()));
        Files.createDirectories(directory.resolve(LayoutFormat.BLOBS));
        Files.move(
                unfinished.resolve(blob.digest().hex()),
                target,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** A link costs no space; it is not possible from one file system to another. */
    private static void linkOrCopy(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void replace(String name, byte[] content, Path unfinished) throws IOException {
        Path file = Files.write(unfinished.resolve(name), content);
        Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
