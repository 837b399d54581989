package org.kubeos.kbimg.artifact.diff.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.image.DiskImages;
import org.kubeos.diskimage.image.FileCompression;
import org.kubeos.diskimage.image.ImageFormat;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.container.ImageAccess;
import org.kubeos.kbimg.artifact.container.OsTar;
import org.kubeos.kbimg.artifact.diff.Contents;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.inspect.FileDescription;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.ConfigFile;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.sandbox.SandboxFiles;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.nodelayout.UpgradeImagePath;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.Platform;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** Finds out what it is that a user names, and reads it. */
public final class SourceReader {

    /** Bytes that tell what a file is. */
    private static final int START = 4096;

    /** The root slot's file system on its own. */
    private static final String UPDATE_IMAGE = "update.img";

    private static final String EXPECTED =
            "a config, a manifest.json, a lock file, a disk such as out/system.qcow2, a rootfs archive"
                    + " such as out/kubeos.tar, an output directory, or an upgrade image such as "
                    + ImageLocation.FORMS;

    private final ConfigReader configs;
    private final Map<String, HostSettings> registries;
    private final Cache cache;
    private final Progress progress;

    /** Where upgrade images are unpacked for a while; it is made when one is read. */
    @FunctionalInterface
    public interface Cache {
        Path directory() throws IOException;
    }

    /** @param registries settings of registries, by host */
    public SourceReader(ConfigReader configs, Map<String, HostSettings> registries, Cache cache, Progress progress) {
        this.configs = configs;
        this.registries = registries;
        this.cache = cache;
        this.progress = progress;
    }

    /**
     * Opens what a user names.
     *
     * @throws UsageException if there is no such thing, or it is nothing that can be compared
     * @throws BuildException if it is damaged
     */
    public ComparedSource open(String name) throws IOException {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            return image(name, location(name));
        }
        return Files.isDirectory(file) ? directory(name, file) : file(name, file);
    }

    private static ImageLocation location(String name) {
        try {
            return ImageLocation.parse(name, Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "There is no " + name + ", and it isn't the name of an image: " + e.getMessage() + ". Give "
                            + EXPECTED + ".",
                    e);
        }
    }

    private ComparedSource directory(String name, Path directory) throws IOException {
        Path manifest = directory.resolve(Manifest.FILE);
        if (!Files.exists(manifest)) {
            if (Files.exists(directory.resolve("oci-layout"))) {
                return image(
                        name,
                        new ImageLocation.Layout(directory.toAbsolutePath().normalize(), Optional.empty()));
            }
            throw new UsageException(name + " is a directory without a " + Manifest.FILE
                    + ", so it isn't an output directory of kbimg's. Give " + EXPECTED + ".");
        }
        Contents of = manifest(manifest.toString(), ConfigFile.read(manifest))
                .orElseThrow(() -> new UsageException(
                        manifest + " is not a manifest of kbimg's: it has no lists of outputs and packages."));
        Optional<Path> output = rootOutput(directory);
        if (output.isEmpty()) {
            return ComparedSource.of(named(of, name, "an output directory without a root file system"));
        }
        ComparedSource root = file(output.get().toString(), output.get());
        var facts = new TreeMap<>(root.contents().facts());
        facts.putAll(of.facts());
        return new ComparedSource(
                new Contents(
                        name,
                        "an output directory",
                        facts,
                        root.contents().packages().or(of::packages),
                        root.contents().root(),
                        Optional.empty()),
                root.files());
    }

    private static Contents named(Contents contents, String name, String kind) {
        return new Contents(name, kind, contents.facts(), contents.packages(), contents.root(), contents.settings());
    }

    /** The output that tells most of the root file system, and is read fastest. */
    private static Optional<Path> rootOutput(Path directory) {
        return Stream.of(RootfsArchive.FILE, DiskFormat.QCOW2.fileName(), DiskFormat.RAW.fileName(), UPDATE_IMAGE)
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private ComparedSource file(String name, Path file) throws IOException {
        Optional<FileCompression> compression = FileCompression.of(file);
        if (compression.isPresent()) {
            throw new UsageException(name + " is compressed. Decompress it first: "
                    + compression.get().decompressCommand(file));
        }
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(START);
        }
        if (start.length == 0) {
            throw new UsageException(name + " is empty. Give " + EXPECTED + ".");
        }
        if (FileDescription.isTar(start)) {
            return archive(name, "a rootfs archive", file, name);
        }
        return isText(start) && ImageFormat.of(file) == ImageFormat.RAW ? text(name, file) : disk(name, file);
    }

    /** Text has no zero bytes, and disks of any use begin with some. */
    private static boolean isText(byte[] start) {
        for (byte one : start) {
            if (one == 0) {
                return false;
            }
        }
        return true;
    }

    private ComparedSource text(String name, Path file) throws IOException {
        String text = ConfigFile.read(file);
        if (text.stripLeading().startsWith("{")) {
            Optional<Contents> manifest = manifest(name, text);
            if (manifest.isPresent()) {
                return ComparedSource.of(manifest.get());
            }
            if (LockContents.isLock(text)) {
                return ComparedSource.of(LockContents.read(name, file));
            }
        }
        var settings = configs.load(file, text, List.of()).settings();
        return ComparedSource.of(new Contents(
                name, "a config", new TreeMap<>(), Optional.empty(), Optional.empty(), Optional.of(settings)));
    }

    private static Optional<Contents> manifest(String name, String text) {
        return ManifestFile.parse(text).map(manifest -> manifest.toContents(name));
    }

    /** @param shown what messages call the archive */
    private static ComparedSource archive(String name, String kind, Path file, String shown, Closeable... others)
            throws IOException {
        RootfsArchive archive = RootfsArchive.open(file, shown, Optional.empty(), UnpackLimits.DEFAULT);
        try {
            var tree = new FileTree(archive.nodes(), Instant.EPOCH);
            if (tree.exists("manifest.json") && !tree.exists("usr")) {
                throw new UsageException(
                        name + " is an archive for docker load. Compare it as docker-archive:" + name + ".");
            }
            Contents contents = RootReader.ofArchive(name, kind, archive.nodes(), tree);
            return new ComparedSource(
                    contents,
                    Stream.concat(Stream.of(archive), Stream.of(others)).toList());
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static ComparedSource disk(String name, Path file) throws IOException {
        DiskReader disk = DiskImages.open(file);
        try {
            if (PartitionTable.find(disk).isEmpty() && !Ext4Reader.isExt(disk)) {
                throw new UsageException(
                        name + " is neither text nor an image that kbimg knows. Give " + EXPECTED + ".");
            }
            return ComparedSource.of(DiskRoot.read(name, "a disk", file, disk), disk);
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** The image's archive is unpacked, and stays until it has been compared. */
    private ComparedSource image(String name, ImageLocation location) throws IOException {
        var files = new SandboxFiles(new ProcessRunner(Application.NAME, progress));
        WorkDirectory work = WorkDirectory.create(cache.directory().resolve("work"), files);
        try {
            Path archive = work.path().resolve(UpgradeImagePath.ROOTFS_ARCHIVE);
            try (var access = ImageAccess.open(registries, progress)) {
                ImageStore store = access.store(location);
                List<Platform> platforms = ResolvedImage.platforms(store, location.toString());
                Platform own = Architecture.host().platform();
                Platform platform = platforms.isEmpty() || platforms.contains(own) ? own : platforms.getFirst();
                OsTar.extract(ResolvedImage.of(store, platform, location.toString()), UnpackLimits.DEFAULT, archive);
            }
            return archive(name, "an upgrade image", archive, OsTar.nameIn(location), work::close);
        } catch (IOException | RuntimeException e) {
            work.close();
            throw e;
        }
    }
}
