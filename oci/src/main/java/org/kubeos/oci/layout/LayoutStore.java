package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.OciException;

/** Reads an image from an OCI image layout. */
public final class LayoutStore implements ImageStore {

    private final ImageFiles files;
    private final Optional<String> tag;

    LayoutStore(ImageFiles files, Optional<String> tag) {
        this.files = files;
        this.tag = tag;
    }

    /**
     * @param tag empty for the only image
     * @throws OciException if the directory isn't an image layout
     */
    public static LayoutStore open(Path directory, Optional<String> tag) {
        if (!Files.isRegularFile(directory.resolve(LayoutFormat.MARKER))) {
            throw new OciException(directory + " is not an image layout: it has no file " + LayoutFormat.MARKER
                    + ". Is the path right?");
        }
        return new LayoutStore(new DirectoryFiles(directory), tag);
    }

    @Override
    public Optional<Descriptor> find(String wanted) throws IOException {
        return LayoutFormat.find(ImageIndex.parse(files.read(LayoutFormat.INDEX), files.where()), wanted);
    }

    @Override
    public Descriptor resolve() throws IOException {
        List<Descriptor> found = resolveAll();
        if (found.size() > 1) {
            throw new OciException(files.where() + " has " + found.size() + " images"
                    + tag.map(name -> " with the tag " + name).orElse("") + "; one is expected");
        }
        return found.getFirst();
    }

    /** Some tools give the images of all platforms the same tag, instead of putting an index under it. */
    @Override
    public List<Descriptor> resolveAll() throws IOException {
        ImageIndex index = ImageIndex.parse(files.read(LayoutFormat.INDEX), files.where());
        List<Descriptor> found = index.manifests().stream()
                .filter(image -> tag.isEmpty() ? !LayoutFormat.isAboutAnImage(image) : tag.equals(tagOf(image)))
                .toList();
        if (found.stream().map(LayoutStore::tagOf).distinct().count() == 1) {
            return found;
        }
        String tags = index.manifests().stream()
                .filter(image -> !LayoutFormat.isAboutAnImage(image))
                .map(image -> tagOf(image).orElse("(none)"))
                .collect(Collectors.joining(", "));
        throw new OciException(files.where() + " has " + (found.isEmpty() ? "no image" : found.size() + " images")
                + tag.map(name -> " with the tag " + name).orElse("") + ". Its tags are " + tags
                + ". Name one, as in oci:DIR:TAG.");
    }

    private static Optional<String> tagOf(Descriptor image) {
        return Optional.ofNullable(image.annotations().get(LayoutFormat.TAG));
    }

    @Override
    public InputStream open(Descriptor descriptor, long offset) throws IOException {
        String name = LayoutFormat.blob(descriptor.digest());
        if (!files.has(name)) {
            throw new OciException(files.where() + " lacks " + descriptor.digest() + ". Is it complete?");
        }
        InputStream in = files.open(name);
        in.skipNBytes(offset);
        return in;
    }
}
