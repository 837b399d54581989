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
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * What an upgrade image says about itself.
 *
 * @param digest of what the name stands for
 * @param platforms that there are images for
 * @param described the one that the rest is about: this machine's where there is one
 * @param layers the lowest first
 * @param passwordHashes whose hashes whoever can pull the image gets
 */
public record UpgradeImageDescription(
        String digest,
        List<Platform> platforms,
        Platform described,
        List<Layer> layers,
        SortedMap<String, String> labels,
        OsRelease osRelease,
        List<InstalledPackage> packages,
        List<String> passwordHashes) {

    public UpgradeImageDescription {
        platforms = List.copyOf(platforms);
        layers = List.copyOf(layers);
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

    private static UpgradeImageDescription describe(
            ResolvedImage image, List<Platform> platforms, RootfsArchive rootfs) {
        var tree = new FileTree(rootfs.nodes(), image.configuration().created());
        return new UpgradeImageDescription(
                image.top().digest().toString(),
                platforms,
                image.configuration().platform(),
                image.manifest().layers().stream().map(Layer::of).toList(),
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
