package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.testkit.Tool;

/**
 * The programs of Kubernetes. They are taken from the directory that {@code KUBEBUILDER_ASSETS} names, as controller-runtime's
 * envtest does. What isn't there is built once per user and kept in {@code kubeos-testkit} in the user's cache directory,
 * which takes about seven minutes of processor time and 3 GB of disk, of which 320 MB stay. The versions must fit each other:
 * a kubelet may not be newer than its API server.
 */
public final class KubernetesBinaries {

    /** The version of what is built here. */
    public static final String VERSION = KubernetesBuild.VERSION;

    /** Names of the programs: {@code etcd}, {@code kubectl}, and the components. */
    public static final List<String> PROGRAMS = Stream.concat(Stream.of("etcd"), KubernetesBuild.COMPONENTS.stream())
            .toList();

    private static final String ASSETS = "KUBEBUILDER_ASSETS";
    private static final String UNFINISHED = "unfinished";

    private final Path cache;
    private final List<Path> assets;

    private KubernetesBinaries(Path cache, List<Path> assets) {
        this.cache = cache;
        this.assets = assets;
    }

    /** The programs for this user. Nothing is built yet. */
    public static KubernetesBinaries find() {
        return find(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    static KubernetesBinaries find(Map<String, String> environment, Path home) {
        // A relative XDG_CACHE_HOME is to be ignored: XDG Base Directory Specification, "Basics".
        Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        Path cache = (xdg.isAbsolute() ? xdg : home.resolve(".cache")).resolve("kubeos-testkit");
        String assets = environment.getOrDefault(ASSETS, "");
        return new KubernetesBinaries(cache, assets.isEmpty() ? List.of() : List.of(Path.of(assets)));
    }

    /**
     * The path of a program. The first call may build all of them; other processes that need them wait.
     *
     * @param name one of {@link #PROGRAMS}
     */
    public Path program(String name) {
        if (!PROGRAMS.contains(name)) {
            throw new IllegalArgumentException(
                    "Can't find " + name + ": the programs of Kubernetes are " + PROGRAMS + ".");
        }
        return assets.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> built().resolve(name));
    }

    private Path built() {
        Path directory = cache.resolve("kubernetes-" + KubernetesBuild.VERSION + "-recipe" + KubernetesBuild.RECIPE);
        if (Files.isDirectory(directory)) {
            return directory;
        }
        try {
            build(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("Can't build Kubernetes in " + cache, e);
        }
    }

    /** Locks of files are between processes; the monitor is for the threads of this one. */
    private static synchronized void build(Path directory) throws IOException {
        Path cache = Files.createDirectories(directory.getParent());
        try (var channel =
                        FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock(channel)) {
            if (Files.isDirectory(directory)) {
                return;
            }
            removeUnfinished(cache);
            Path work = Files.createTempDirectory(cache, UNFINISHED);
            try {
                Path programs = new KubernetesBuild(work).run();
                store(programs);
                Files.move(programs, directory, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                removeUnfinished(cache);
            }
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        System.err.println("Kubernetes " + VERSION + ": waiting for another process, which builds it");
        return channel.lock();
    }

    /**
     * Builds that are locked out have nothing there yet, so all that is there was left behind. Programs of a build that was
     * killed may still write there, by paths that they no longer find after a move.
     */
    static void removeUnfinished(Path cache) throws IOException {
        List<Path> unfinished;
        try (Stream<Path> entries = Files.list(cache)) {
            unfinished = entries.filter(entry -> entry.getFileName().toString().startsWith(UNFINISHED))
                    .toList();
        }
        for (Path each : unfinished) {
            Path removed = Files.createTempDirectory(cache, UNFINISHED);
            Files.move(each, removed.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
            Tool.run("rm", "-rf", "--", removed.toString()).expectSuccess();
        }
    }

    /** After a power cut, a directory that has been moved could have files without content. */
    private static void store(Path programs) throws IOException {
        try (var files = Files.newDirectoryStream(programs)) {
            for (Path file : files) {
                try (var channel = FileChannel.open(file)) {
                    channel.force(true);
                }
            }
        }
    }
}
