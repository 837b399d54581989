package org.kubeos.oci.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.process.UnfinishedDirectory;

/**
 * A directory of images, as skopeo and others read them under {@code oci:DIR:TAG}. Content appears by rename and the index
 * comes last, so that a reader sees either the image under its tag or what was there before.
 */
public final class LayoutDirectory {

    private final Path directory;

    public LayoutDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Adds an image, or an index of several, beside those that are there; one of the same tag is replaced.
     *
     * @param top descriptor of the manifest or index, which is among the blobs
     * @param blobs everything that the image consists of
     * @throws OciException if the directory holds something else, or another build is writing to it
     */
    public void add(Descriptor top, List<? extends Blob> blobs, String tag) throws IOException {
        requireLayoutOrNothing();
        try (var unfinished = UnfinishedDirectory.open(directory, "")) {
            ImageIndex index = LayoutFormat.with(index(), top, tag);
            var missing = new ArrayList<Blob>();
            for (Blob blob : blobs) {
                if (!isStored(blob.descriptor())) {
                    missing.add(blob);
                    copy(blob, unfinished.path());
                }
            }
            // Only what can hardly fail is left, so that a failure leaves nothing.
            for (Blob blob : missing) {
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
            throw new OciException(directory + " is no directory, so no image layout can be made there");
        }
        try (var entries = Files.newDirectoryStream(directory, entry -> !isOurs(entry))) {
            if (entries.iterator().hasNext()) {
                throw new OciException(directory
                        + " holds something else than an image layout; name an empty or new directory for the layout");
            }
        }
    }

    /** Hidden files, and what a build leaves that is killed before the index is written. */
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
        try (var in = new VerifiedContent(blob.open(0), blob.descriptor(), "the image's source")) {
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
