package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.signature.ImageSigner;
import org.kubeos.process.Progress;

/** The recipe of an index: images of several builds, one for each platform, under one name. */
public final class PlatformIndex {

    private final Map<String, HostSettings> hosts;
    private final Progress progress;
    private final Optional<ImageAttachments.Signing> signing;

    /**
     * The parts of an index.
     *
     * @param images one for each platform
     * @param attached manifests of the statements about them
     * @param blobs all content
     */
    private record Parts(List<Descriptor> images, List<Descriptor> attached, List<Blob> blobs) {

        Parts() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        /** The images come first: some clients look no further. */
        Blob.Document index() {
            return new ImageIndex(
                            Stream.concat(images.stream(), attached.stream()).toList())
                    .encode();
        }
    }

    /**
     * Of an index that the config's key signs, if it names one. The signature says the config's version, and the date.
     *
     * @throws org.kubeos.kbimg.UsageException if the key can't be used, or its certificate has expired
     */
    public static PlatformIndex of(ImageConfig config, Instant sourceDate, Progress progress) {
        return new PlatformIndex(
                config.images().registries(),
                progress,
                config.signatures().signing().map(signing -> {
                    var annotations = new TreeMap<>(signing.annotations());
                    annotations.putAll(new SignedVersion(sourceDate, config.version()).annotations());
                    return new ImageAttachments.Signing(signing.validSigner(), annotations);
                }));
    }

    /** Of an index that nobody signs. */
    public PlatformIndex(Map<String, HostSettings> hosts, Progress progress) {
        this(hosts, progress, Optional.empty());
    }

    /**
     * Of an index that may be signed.
     *
     * @param hosts what is particular to a registry
     * @param signing who signs the index and its images, if anyone
     */
    public PlatformIndex(
            Map<String, HostSettings> hosts, Progress progress, Optional<ImageAttachments.Signing> signing) {
        this.hosts = hosts;
        this.progress = progress;
        this.signing = signing;
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
            Parts parts = find(sources, access);
            Blob.Document index = parts.index();
            parts.blobs().add(index);
            List<Digest> signed = Stream.concat(parts.images().stream(), Stream.of(index.descriptor()))
                    .map(Descriptor::digest)
                    .toList();
            progress.step("Writing the index");
            switch (target) {
                case ImageLocation.Registry(var reference) -> {
                    sign(access.registries().writable(reference), signed, reference.toString());
                    access.registries().push(index.descriptor(), parts.blobs(), reference);
                }
                case ImageLocation.Layout(var directory, var tag) -> {
                    String name = tag.orElseThrow(
                            () -> new UsageException(target + " has no tag to find the index by. Name oci:DIR:TAG."));
                    var layout = new LayoutWriter(Application.NAME, directory);
                    sign(layout, signed, "localhost/" + directory.getFileName() + ":" + name);
                    layout.add(index.descriptor(), parts.blobs(), name);
                }
                case ImageLocation.Archive archive ->
                    throw new UsageException(
                            archive + " can't hold an index: Docker's archive format has none. Name oci:DIR:TAG.");
            }
            return index.descriptor().digest();
        }
    }

    /** Clients look for the signature of what they resolve: the index, or the image for their platform. */
    private void sign(ImageRepository repository, List<Digest> digests, String reference) throws IOException {
        if (signing.isPresent()) {
            var signer = new ImageSigner(signing.get().signer());
            for (Digest digest : digests) {
                signer.sign(repository, digest, reference, signing.get().annotations());
            }
        }
    }

    private static Parts find(List<ImageLocation> sources, ImageAccess access) throws IOException {
        var platforms = new HashSet<Platform>();
        var parts = new Parts();
        for (ImageLocation source : sources) {
            ImageStore store = access.store(source);
            for (Platform platform : ResolvedImage.platforms(store, source.toString())) {
                if (!platforms.add(platform)) {
                    throw new UsageException(source + " is for " + platform
                            + ", as is an image before it. An index has one image for each platform.");
                }
                add(ResolvedImage.of(store, platform, source.toString()), platform, parts);
            }
        }
        return parts;
    }

    private static void add(ResolvedImage resolved, Platform platform, Parts parts) throws IOException {
        Image image = resolved.image();
        parts.images().add(image.manifest().descriptor().withPlatform(platform));
        parts.blobs().addAll(image.blobs());
        parts.blobs().add(image.manifest());
        for (AttachedManifest attachment : resolved.attachments()) {
            parts.attached().add(attachment.descriptor());
            parts.blobs().addAll(attachment.blobs());
        }
    }
}
