package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.internal.JsonDocument;

/**
 * One of the images in an archive or an image layout.
 *
 * @param names that container engines give it when they load it; a name without a registry is one of Docker Hub's
 * @param platforms that it can run on
 */
public record StoredImage(List<String> names, List<Platform> platforms) {

    private static final String DOCKER_HUB = "docker.io/";

    /** Creates it. */
    public StoredImage {
        names = List.copyOf(names);
        platforms = List.copyOf(platforms);
    }

    /**
     * The images in {@code location}, in the order in which it lists them.
     *
     * @param location an image layout, or an uncompressed tar archive of one or of the kind that {@code docker save} writes
     * @throws OciException if it is neither, or a document in it is damaged
     */
    public static List<StoredImage> in(Path location) throws IOException {
        ImageFiles files = Files.isDirectory(location) ? new DirectoryFiles(location) : ArchiveFiles.of(location);
        if (files.has(LayoutFormat.MARKER) && files.has(LayoutFormat.INDEX)) {
            return inLayout(files);
        }
        if (files.has(DockerArchiveWriter.MANIFEST)) {
            return inDockerArchive(files);
        }
        throw new OciException(location + " holds no images: it has neither the " + LayoutFormat.MARKER + " and "
                + LayoutFormat.INDEX + " of an image layout nor docker's " + DockerArchiveWriter.MANIFEST);
    }

    private static List<StoredImage> inLayout(ImageFiles files) throws IOException {
        ImageIndex index = ImageIndex.parse(files.read(LayoutFormat.INDEX), files.where());
        var images = new ArrayList<StoredImage>();
        for (Descriptor image : index.manifests()) {
            if (LayoutFormat.isAboutAnImage(image)) {
                continue;
            }
            List<String> names = Stream.of(LayoutFormat.FULL_NAME, LayoutFormat.TAG)
                    .flatMap(key -> Optional.ofNullable(image.annotations().get(key)).stream())
                    .filter(StoredImage::isFullName)
                    .map(StoredImage::withRegistry)
                    .limit(1)
                    .toList();
            images.add(new StoredImage(names, ResolvedImage.platforms(only(image, files), files.where())));
        }
        return images;
    }

    /** A store in which {@code image} is what the reference resolves to. */
    private static ImageStore only(Descriptor image, ImageFiles files) {
        var layout = new LayoutStore(files, Optional.empty());
        return new ImageStore() {
            @Override
            public Descriptor resolve() {
                return image;
            }

            @Override
            public InputStream open(Descriptor descriptor, long offset) throws IOException {
                return layout.open(descriptor, offset);
            }
        };
    }

    private static List<StoredImage> inDockerArchive(ImageFiles files) throws IOException {
        JsonDocument list = JsonDocument.parse(
                files.read(DockerArchiveWriter.MANIFEST), DockerArchiveWriter.MANIFEST + " of " + files.where());
        var images = new ArrayList<StoredImage>();
        for (JsonDocument image : list.list(item -> item)) {
            ImageConfiguration configuration =
                    ImageConfiguration.parse(files.read(image.at("Config").text()), files.where());
            List<String> names = image.at("RepoTags").list(JsonDocument::text).stream()
                    .map(StoredImage::withRegistry)
                    .toList();
            images.add(new StoredImage(names, List.of(configuration.platform())));
        }
        return images;
    }

    /** Whether engines take the name as it is: a tag alone says nothing about the repository. */
    private static boolean isFullName(String name) {
        return name.contains("/") || name.contains(":");
    }

    /** As engines read short names: the registry is Docker Hub unless the first component can be a host. */
    private static String withRegistry(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (host) {
            return name;
        }
        return DOCKER_HUB + (slash < 0 ? "library/" : "") + name;
    }
}
