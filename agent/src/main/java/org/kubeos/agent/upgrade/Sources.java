package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.UsageException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.Machine;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.ImageLabel;
import org.kubeos.nodelayout.NodeFirmware;
import org.kubeos.nodelayout.UpgradeImagePath;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.layer.FileExtractor;
import org.kubeos.oci.layer.LayerDecompression;
import org.kubeos.oci.layout.DockerArchiveStore;
import org.kubeos.oci.layout.LayoutStore;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.registry.RegistrySettings;
import org.kubeos.oci.signature.ImageVerifier;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.UntrustedImageException;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Progress;
import org.kubeos.slotimage.SlotImage;

/** Finds and verifies what a node is to be upgraded to. What it gives is of use until it is closed. */
final class Sources implements AutoCloseable {

    private static final ApplicationName NAME = new ApplicationName("os-agent");

    /** In bytes, of a file's start: its superblock, or its first header. */
    private static final int START = 2048;

    private final NodeRoot root;
    private final UpgradeSettings settings;
    private final Machine machine;
    private final Clock clock;
    private final Events events;
    private final Throttle throttle;
    private final RegistryClient client;

    /**
     * A verified source.
     *
     * @param digest of the image or file
     */
    record Found(SlotContent content, Digest digest) {}

    Sources(NodeRoot root, UpgradeSettings settings, Machine machine, Clock clock, Throttle throttle, Events events) {
        this.root = root;
        this.settings = settings;
        this.machine = machine;
        this.clock = clock;
        this.events = events;
        this.throttle = throttle;
        var registries =
                RegistrySettings.ofUser(NAME).with(settings.environment()).with(settings.retryPolicy());
        for (var host : settings.registries().entrySet()) {
            registries = registries.with(host.getKey(), host.getValue());
        }
        this.client = new RegistryClient(registries, Progress.SILENT);
    }

    /**
     * Resolves the name of a source once, and verifies what it stands for.
     *
     * @throws AgentException if it isn't trusted, isn't what was asked for, or isn't for this machine
     * @throws org.kubeos.oci.OciException if it is damaged or can't be reached
     */
    Found find(UpgradeRequest request) throws IOException {
        String source = request.source();
        if (source.startsWith("https://") || source.startsWith("http://")) {
            return file(request, StoredFile.of(client.file(address(source)), digest(request), throttle));
        }
        if (source.startsWith("/")) {
            Path path = root.path(source);
            if (!Files.isRegularFile(path)) {
                throw new UsageException(path + " is no file. Expected is an update image or a rootfs archive.");
            }
            return file(request, StoredFile.of(path, digest(request)));
        }
        return image(request, location(source));
    }

    private URI address(String source) {
        URI address;
        try {
            address = URI.create(source);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + source + "' is no address: " + e.getMessage(), e);
        }
        if (address.getHost() == null || address.getPath().length() < 2) {
            throw new UsageException(
                    "'" + source + "' is no address of a file, such as https://example.org/update.img.");
        }
        HostSettings host = settings.registries().getOrDefault(address.getAuthority(), HostSettings.DEFAULT);
        if (address.getScheme().equals("http") && !host.insecure()) {
            throw new RefusedException("'" + source + "' is not HTTPS. Use https://, or say in the config of the image"
                    + " that plain HTTP will do: registries: [{host: " + address.getAuthority()
                    + ", insecure: true}].");
        }
        return address;
    }

    private static Digest digest(UpgradeRequest request) {
        return request.digest()
                .orElseThrow(() -> new UsageException("A file needs a digest, so that nothing else is installed: add"
                        + " --digest sha256:… with what 'sha256sum' says about " + request.source() + "."));
    }

    private ImageLocation location(String source) {
        try {
            return switch (ImageLocation.parse(source, root.directory())) {
                case ImageLocation.Layout(var directory, var tag)
                when !directory.isAbsolute() ->
                    new ImageLocation.Layout(root.directory().resolve(directory), tag);
                case ImageLocation location -> location;
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "Can't upgrade to '" + source + "': " + e.getMessage() + ". Expected is " + ImageLocation.FORMS
                            + ", https://…/update.img, or the path of a file.",
                    e);
        }
    }

    // Files

    private Found file(UpgradeRequest request, StoredFile file) throws IOException {
        requireUnsigned(
                request,
                TrustedSigners.of(root).isEmpty(),
                file.where(),
                "files have no signature that os-agent knows, only their digest vouches for them");
        byte[] start;
        try (InputStream in = LayerDecompression.of(file.open())) {
            start = in.readNBytes(START);
        }
        if (isExt4(start)) {
            return new Found(new UpdateImageContent(file), file.descriptor().digest());
        }
        if (isTar(start)) {
            var content = new ArchiveContent(new FileArchive(file), Optional.empty(), Optional.empty());
            return new Found(content, file.descriptor().digest());
        }
        throw new AgentException(
                file.where() + " is neither an update image (ext4) nor a rootfs archive (tar), also not"
                        + " compressed with gzip or zstd.");
    }

    /** A rootfs archive in a file. */
    private record FileArchive(StoredFile file) implements ArchiveContent.Archive {
        @Override
        public void read(ArchiveContent.Reader reader, SlotContent.Target target) throws IOException {
            try (InputStream packed = file.openVerified()) {
                reader.read(LayerDecompression.of(new UpdateImageContent.Counting(packed, file, target)));
                packed.transferTo(OutputStream.nullOutputStream());
            }
        }

        @Override
        public long storedSize() {
            return file.descriptor().size();
        }

        @Override
        public String where() {
            return file.where();
        }
    }

    /** POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar has blanks behind the name. */
    private static boolean isTar(byte[] start) {
        return start.length >= 512 && new String(start, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    /** Source: ext4 documentation, "Super Block": at byte 1024, its magic number at 0x38. */
    private static boolean isExt4(byte[] start) {
        return start.length == START && start[1024 + 0x38] == 0x53 && start[1024 + 0x39] == (byte) 0xEF;
    }

    // Images

    private Found image(UpgradeRequest request, ImageLocation location) throws IOException {
        events.step("Looking up " + location);
        ImageStore store = store(location, request.digest());
        Platform platform = machine.platform();
        List<Platform> platforms = ResolvedImage.platforms(store, location.toString());
        if (!platforms.contains(platform)) {
            throw new RefusedException(location + " is for " + platforms + ", but this node is " + platform
                    + ". Name an image for " + platform + ".");
        }
        ResolvedImage image = ResolvedImage.of(store, platform, location.toString());
        request.digest().ifPresent(digest -> requireDigest(digest, image));
        events.note(image.where() + " is " + image.top().digest());
        boolean whole = verify(request, image);
        Optional<NodeFirmware> firmware = Optional.ofNullable(
                        image.configuration().labels().get(ImageLabel.FIRMWARE))
                .flatMap(NodeFirmware::of);
        FirmwareFit.find(FirmwareFit.of(root), firmware, image.where()).ifPresent(problem -> {
            throw new RefusedException(problem);
        });
        Optional<SlotImage> slotImage = whole ? SlotImage.find(image) : Optional.empty();
        if (slotImage.isEmpty()) {
            events.note(image.where() + " has no slot image that is signed with it, so all of it is fetched");
            return new Found(archive(image), image.top().digest());
        }
        if (!slotImage.get().config().architecture().equals(machine.name())) {
            throw new RefusedException("The slot image of " + image.where() + " is for "
                    + slotImage.get().config().architecture() + ", but this node is " + machine.name() + ".");
        }
        return new Found(
                new ChunkedContent(slotImage.get(), store, image.where()),
                image.top().digest());
    }

    /** Images of the original have only the rootfs archive, and no labels. */
    private SlotContent archive(ResolvedImage image) {
        Optional<Instant> date = Optional.of(image.configuration().created()).filter(Instant.EPOCH::isBefore);
        Optional<String> version =
                Optional.ofNullable(image.configuration().labels().get(ImageLabel.VERSION));
        return new ArchiveContent(new ImageArchive(image, throttle), version, date);
    }

    /** The rootfs archive in an image. */
    private record ImageArchive(ResolvedImage image, Throttle throttle) implements ArchiveContent.Archive {
        @Override
        public void read(ArchiveContent.Reader reader, SlotContent.Target target) throws IOException {
            boolean found =
                    FileExtractor.extract(limited(), UpgradeImagePath.ROOTFS_ARCHIVE, UnpackLimits.DEFAULT, content -> {
                        try (InputStream archive = new ArchiveContent.ContentStream(content)) {
                            reader.read(archive);
                        }
                    });
            if (!found) {
                throw new AgentException(image.where() + " has neither a slot image nor a file /"
                        + UpgradeImagePath.ROOTFS_ARCHIVE
                        + ", so it is not an upgrade image. Create one with: kbimg create"
                        + " upgrade-image");
            }
        }

        /** The same image, no faster than allowed. */
        private ResolvedImage limited() {
            ImageStore all = image.store();
            var store = new ImageStore() {
                @Override
                public Descriptor resolve() throws IOException {
                    return all.resolve();
                }

                @Override
                public InputStream open(Descriptor descriptor, long offset) throws IOException {
                    return throttle.limit(all.open(descriptor, offset));
                }
            };
            return new ResolvedImage(
                    store, image.where(), image.top(), image.descriptor(), image.manifest(), image.configuration());
        }

        @Override
        public long storedSize() {
            return image.manifest().layers().stream()
                    .mapToLong(Descriptor::size)
                    .sum();
        }

        @Override
        public String where() {
            return image.where();
        }
    }

    private ImageStore store(ImageLocation location, Optional<Digest> digest) throws IOException {
        return switch (location) {
            case ImageLocation.Registry(var reference) -> registry(reference, digest);
            case ImageLocation.Layout(var directory, var tag) -> LayoutStore.open(directory, tag);
            case ImageLocation.Archive(var file) -> DockerArchiveStore.open(file);
        };
    }

    /** The mirrors of a registry, then the registry itself. */
    private ImageStore registry(ImageReference reference, Optional<Digest> digest) {
        // By digest, a mirror can't give another image than the one that was asked for.
        ImageReference wanted = digest.filter(
                        _ -> reference.digest().isEmpty() && reference.tag().isEmpty())
                .map(reference::pinnedTo)
                .orElse(reference);
        var stores = new ArrayList<ImageStore>();
        for (String mirror : settings.mirrors().getOrDefault(reference.registry(), List.of())) {
            stores.add(
                    client.repository(new ImageReference(mirror, wanted.repository(), wanted.tag(), wanted.digest())));
        }
        stores.add(client.repository(wanted));
        return stores.size() == 1 ? stores.getFirst() : new Mirrors(stores);
    }

    /** Callers that know images from container engines have the digest of either. */
    private static void requireDigest(Digest digest, ResolvedImage image) {
        if (!image.top().digest().equals(digest) && !image.descriptor().digest().equals(digest)) {
            throw new RefusedException(
                    image.where() + " has the digest " + image.top().digest() + " where " + digest
                            + " is expected. The tag may have moved; name the image that is meant.");
        }
    }

    /**
     * Whether the signature covers all that the name stands for. If it covers the image for the platform only, what is attached
     * to that in the index could be anybody's.
     */
    private boolean verify(UpgradeRequest request, ResolvedImage image) throws IOException {
        Optional<TrustPolicy> policy = TrustedSigners.of(root);
        if (policy.isEmpty() || request.insecure()) {
            requireUnsigned(
                    request, policy.isEmpty(), image.where(), "this node's system names nobody whose signatures count");
            return true;
        }
        events.step("Verifying the signatures of " + image.where());
        try {
            ImageVerifier.verify(image.store(), image.top().digest(), policy.get(), clock.instant());
            return true;
        } catch (UntrustedImageException e) {
            if (image.top().digest().equals(image.descriptor().digest())) {
                throw e;
            }
            try {
                ImageVerifier.verify(image.store(), image.descriptor().digest(), policy.get(), clock.instant());
                return false;
            } catch (UntrustedImageException ofPlatform) {
                e.addSuppressed(ofPlatform);
                throw e;
            }
        }
    }

    private void requireUnsigned(UpgradeRequest request, boolean nobodyTrusted, String where, String reason) {
        if (!request.insecure() && !(nobodyTrusted && settings.allowUnsigned())) {
            throw new RefusedException(
                    "Can't trust " + where + ": " + reason + ". If you know that it is right, add --insecure.");
        }
        events.warn(where + " is used without a signature of somebody who is trusted");
    }

    @Override
    public void close() {
        client.close();
    }
}
