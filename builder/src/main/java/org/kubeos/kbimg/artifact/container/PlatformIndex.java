package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageLocation;
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
     * Copies the images beside the index, with the statements about them, and makes it.
     *
     * @return the index's digest
     * @throws UsageException if two images are for the same platform
     */
    public Digest create(ImageLocation target, List<ImageLocation> sources) throws IOException {
        try (var access = ImageAccess.open(hosts, progress)) {
            progress.step("Looking up images");
            List<Descriptor> manifests = new ArrayList<>();
            List<Blob> blobs = new ArrayList<>();
            find(sources, access, manifests, blobs);
            Blob.Document index = new ImageIndex(manifests).encode();
            blobs.add(index);
            progress.step("Writing the index");
            switch (target) {
                case ImageLocation.Registry(var reference) ->
                    access.registries().push(index.descriptor(), blobs, reference);
                case ImageLocation.Layout(var directory, var tag) ->
                    new LayoutWriter(Application.NAME, directory)
                            .add(
                                    index.descriptor(),
                                    blobs,
                                    tag.orElseThrow(() -> new UsageException(
                                            target + " has no tag to find the index by. Name oci:DIR:TAG.")));
                case ImageLocation.Archive archive ->
                    throw new UsageException(
                            archive + " can't hold an index: Docker's archive format has none. Name oci:DIR:TAG.");
            }
            return index.descriptor().digest();
        }
    }

    /** The images come first, in their order: some clients look no further than the first entries. */
    private static void find(
            List<ImageLocation> sources, ImageAccess access, List<Descriptor> manifests, List<Blob> blobs)
            throws IOException {
        var platforms = new HashSet<Platform>();
        var attached = new ArrayList<Descriptor>();
        for (ImageLocation source : sources) {
            ImageStore store = access.store(source);
            for (Platform platform : ResolvedImage.platforms(store, source.toString())) {
                if (!platforms.add(platform)) {
                    throw new UsageException(source + " is for " + platform
                            + ", as is an image before it. An index has one image for each platform.");
                }
                ResolvedImage resolved = ResolvedImage.of(store, platform, source.toString());
                Image image = resolved.image();
                manifests.add(image.manifest().descriptor().withPlatform(platform));
                blobs.addAll(image.blobs());
                blobs.add(image.manifest());
                for (AttachedManifest attachment : resolved.attachments()) {
                    attached.add(attachment.descriptor());
                    blobs.addAll(attachment.blobs());
                }
            }
        }
        manifests.addAll(attached);
    }
}
