package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.Progress;

/** The recipe of an index: images of several builds, one for each platform, under one name. */
public final class PlatformIndex {

    private final Map<String, HostSettings> hosts;
    private final Progress progress;

    /** @param hosts what is particular to a registry */
    public PlatformIndex(Map<String, HostSettings> hosts, Progress progress) {
        this.hosts = hosts;
        this.progress = progress;
    }

    /**
     * Copies the images beside the index, and makes it.
     *
     * @return the index's digest
     * @throws UsageException if two images are for the same platform
     */
    public Digest create(ImageLocation target, List<ImageLocation> sources) throws IOException {
        try (var access = ImageAccess.open(hosts, progress)) {
            progress.step("Looking up images");
            Map<Platform, Image> images = find(sources, access);
            progress.step("Writing the index");
            return switch (target) {
                case ImageLocation.Registry(var reference) -> push(images, reference, access);
                case ImageLocation.Layout layout -> write(images, layout);
                case ImageLocation.Archive archive ->
                    throw new UsageException(
                            archive + " can't hold an index: Docker's archive format has none. Name oci:DIR:TAG.");
            };
        }
    }

    private static Map<Platform, Image> find(List<ImageLocation> sources, ImageAccess access) throws IOException {
        var images = new LinkedHashMap<Platform, Image>();
        for (ImageLocation source : sources) {
            ImageStore store = access.store(source);
            for (Platform platform : ResolvedImage.platforms(store, source.toString())) {
                Image image =
                        ResolvedImage.of(store, platform, source.toString()).image();
                if (images.putIfAbsent(platform, image) != null) {
                    throw new UsageException(source + " is for " + platform
                            + ", as is an image before it. An index has one image for each platform.");
                }
            }
        }
        return images;
    }

    private static Digest push(Map<Platform, Image> images, ImageReference target, ImageAccess access)
            throws IOException {
        var pushed = new ArrayList<ImageReference>();
        for (Image image : images.values()) {
            Digest digest = access.registries().push(image, target.withoutTag());
            pushed.add(target.withoutTag().pinnedTo(digest));
        }
        return access.registries().pushIndex(pushed, target);
    }

    private static Digest write(Map<Platform, Image> images, ImageLocation.Layout target) throws IOException {
        var blobs = new ArrayList<Blob>();
        images.values().forEach(image -> {
            blobs.addAll(image.blobs());
            blobs.add(image.manifest());
        });
        Blob.Document index = new ImageIndex(images.entrySet().stream()
                        .map(entry -> entry.getValue().manifest().descriptor().withPlatform(entry.getKey()))
                        .toList())
                .encode();
        blobs.add(index);
        String tag = target.tag()
                .orElseThrow(() -> new UsageException(target + " has no tag to find the index by. Name oci:DIR:TAG."));
        new LayoutWriter(Application.NAME, target.directory()).add(index.descriptor(), blobs, tag);
        return index.descriptor().digest();
    }
}
