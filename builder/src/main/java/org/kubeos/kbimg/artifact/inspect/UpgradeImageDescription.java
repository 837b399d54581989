package org.kubeos.kbimg.artifact.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.kubeos.kbimg.artifact.container.ImageAccess;
import org.kubeos.kbimg.artifact.container.OsTar;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.customize.accounts.PasswordHashes;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.sandbox.SandboxFiles;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.UpgradeImagePath;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;
import org.kubeos.slotimage.SlotImage;
import org.kubeos.slotimage.SlotImageConfig;

/**
 * What an upgrade image says about itself.
 *
 * @param digest of what the name stands for
 * @param platforms that there are images for
 * @param described the one that the rest is about: this machine's where there is one
 * @param layers the lowest first
 * @param attachments what the index has about it
 * @param slotImage the content of a root slot, if that is attached
 * @param passwordHashes whose hashes whoever can pull the image gets
 */
public record UpgradeImageDescription(
        String digest,
        List<Platform> platforms,
        Platform described,
        List<Layer> layers,
        List<Attachment> attachments,
        Optional<SlotContent> slotImage,
        SortedMap<String, String> labels,
        OsRelease osRelease,
        List<InstalledPackage> packages,
        List<String> passwordHashes) {

    public UpgradeImageDescription {
        platforms = List.copyOf(platforms);
        layers = List.copyOf(layers);
        attachments = List.copyOf(attachments);
        packages = List.copyOf(packages);
        passwordHashes = List.copyOf(passwordHashes);
    }

    /** @param size compressed */
    public record Layer(String mediaType, String digest, DataSize size) {

        private static Layer of(Descriptor descriptor) {
            return new Layer(descriptor.mediaType(), descriptor.digest().toString(), new DataSize(descriptor.size()));
        }
    }

    /**
     * A manifest that belongs to the image.
     *
     * @param type what kind of thing it holds, such as {@code attestation-manifest}
     * @param digest of the manifest
     * @param size of all its content
     */
    public record Attachment(String type, String digest, DataSize size) {

        private static Attachment of(AttachedManifest manifest) {
            long size = manifest.blobs().stream()
                    .mapToLong(blob -> blob.descriptor().size())
                    .sum();
            return new Attachment(
                    manifest.type(), manifest.descriptor().digest().toString(), new DataSize(size));
        }
    }

    /**
     * What a slot image says of the content of a root slot.
     *
     * @param size that a slot must have
     * @param verityRoot root hash of its verity tree
     * @param chunks that the content is cut into
     * @param compressed size of all chunks that are stored
     */
    public record SlotContent(
            String version,
            String architecture,
            DataSize size,
            String digest,
            Optional<String> verityRoot,
            int chunks,
            DataSize compressed) {

        private static SlotContent of(SlotImage slot) {
            SlotImageConfig config = slot.config();
            return new SlotContent(
                    config.version(),
                    config.architecture(),
                    new DataSize(config.size()),
                    config.digest().toString(),
                    config.verityRoot(),
                    slot.index().chunks().size(),
                    new DataSize(slot.index().storedSize()));
        }
    }

    /**
     * Reads an image, all of it: its root file system is looked into.
     *
     * @param cache kbimg's cache directory, where the rootfs archive is for that time
     */
    public static UpgradeImageDescription read(
            ImageLocation location, Map<String, HostSettings> hosts, Path cache, Progress progress) throws IOException {
        var files = new SandboxFiles(new ProcessRunner(Application.NAME, progress));
        try (var access = ImageAccess.open(hosts, progress);
                var work = WorkDirectory.create(cache.resolve("work"), files)) {
            ImageStore store = access.store(location);
            List<Platform> platforms = ResolvedImage.platforms(store, location.toString());
            Platform own = Architecture.host().platform();
            Platform platform = platforms.isEmpty() || platforms.contains(own) ? own : platforms.getFirst();
            ResolvedImage image = ResolvedImage.of(store, platform, location.toString());
            Path archive = work.path().resolve(UpgradeImagePath.ROOTFS_ARCHIVE);
            OsTar.extract(image, UnpackLimits.DEFAULT, archive);
            try (RootfsArchive rootfs =
                    RootfsArchive.open(archive, OsTar.nameIn(location), Optional.empty(), UnpackLimits.DEFAULT)) {
                return describe(image, platforms, rootfs);
            }
        }
    }

    private static UpgradeImageDescription describe(ResolvedImage image, List<Platform> platforms, RootfsArchive rootfs)
            throws IOException {
        var tree = new FileTree(rootfs.nodes(), image.configuration().created());
        return new UpgradeImageDescription(
                image.top().digest().toString(),
                platforms,
                image.configuration().platform(),
                image.manifest().layers().stream().map(Layer::of).toList(),
                image.attachments().stream().map(Attachment::of).toList(),
                SlotImage.find(image).map(SlotContent::of),
                image.configuration().labels(),
                osRelease(tree),
                InstalledPackage.of(rootfs.nodes()),
                PasswordHashes.holders(tree));
    }

    static OsRelease osRelease(FileTree tree) {
        return OsRelease.parse(OsRelease.PATHS.stream()
                .flatMap(path -> tree.findText(path).stream())
                .findFirst()
                .orElse(""));
    }
}
