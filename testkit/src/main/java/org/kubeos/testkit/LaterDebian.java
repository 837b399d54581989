package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Programs of a later Debian, from the mirror that this machine uses. Their packages are unpacked, not installed, once per user,
 * and stay in {@code kubeos-testkit} in the user's cache directory.
 */
final class LaterDebian {

    /** Debian 12's keyring has the key of this release. */
    private static final String SUITE = "trixie";

    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static final Path SOURCES = Path.of("/etc/apt/sources.list.d");
    private static final Pattern STANZA =
            Pattern.compile("(?m)^URIs:\\s*(\\S+).*\\n(?:.+\\n)*?Suites:\\s*(?!\\S+-security)\\S+");
    private static final Pattern LINE =
            Pattern.compile("(?m)^deb\\s+(?:\\[[^]]*]\\s+)?(\\S+/debian/?)\\s+\\S+\\s+main");

    private LaterDebian() {}

    /**
     * A directory with the contents of packages, without those that they depend on.
     *
     * @param packages the first one's name is the directory's
     */
    static synchronized Path unpack(String... packages) {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path cache = (Path.of(xdg).isAbsolute() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("kubeos-testkit");
        Path root = cache.resolve(packages[0] + "-" + SUITE);
        try {
            Files.createDirectories(cache);
            // Locks of files are between processes; the monitor is for the threads of this one.
            try (var channel = FileChannel.open(
                            cache.resolve("later-debian.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.isDirectory(root)) {
                    download(cache, root, packages);
                }
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException("Can't get " + packages[0] + " into " + cache, e);
        }
    }

    private static void download(Path cache, Path root, String... packages) throws IOException {
        try (Scratch scratch = Scratch.createIn(cache)) {
            for (String each : List.of("sources", "state/lists/partial", "cache/archives/partial", "root")) {
                Files.createDirectories(scratch.file(each));
            }
            Files.writeString(scratch.file("state/status"), "");
            Files.writeString(
                    scratch.file("sources/later.list"),
                    "deb [signed-by=" + KEYRING + "] " + mirror() + " " + SUITE + " main\n");
            apt(scratch, "update", "--error-on=any");
            var download = new ArrayList<>(List.of("download"));
            download.addAll(List.of(packages));
            apt(scratch, download.toArray(String[]::new));
            try (var files = Files.newDirectoryStream(scratch.directory(), "*.deb")) {
                for (Path file : files) {
                    Tool.run(
                                    "dpkg-deb",
                                    "--extract",
                                    file.toString(),
                                    scratch.file("root").toString())
                            .expectSuccess();
                }
            }
            Files.move(scratch.file("root"), root, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void apt(Scratch scratch, String... arguments) {
        // Downloads go to the directory that apt-get runs in.
        var command = new ArrayList<>(List.of("env", "-C", scratch.directory().toString(), "apt-get", "-q"));
        for (String setting : List.of(
                "Dir::State=" + scratch.file("state"),
                "Dir::State::status=" + scratch.file("state/status"),
                "Dir::Cache=" + scratch.file("cache"),
                "Dir::Etc::sourcelist=/dev/null",
                "Dir::Etc::sourceparts=" + scratch.file("sources"),
                "Acquire::Languages=none",
                "APT::Sandbox::User=")) {
            command.addAll(List.of("-o", setting));
        }
        command.addAll(List.of(arguments));
        Tool.run(command, new byte[0]).expectSuccess();
    }

    /** The address of the archive that this machine's own Debian comes from. */
    private static String mirror() throws IOException {
        var texts = new ArrayList<String>();
        Path classic = Path.of("/etc/apt/sources.list");
        if (Files.exists(classic)) {
            texts.add(Files.readString(classic));
        }
        if (Files.isDirectory(SOURCES)) {
            try (var files = Files.newDirectoryStream(SOURCES, "*.{list,sources}")) {
                for (Path file : files) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts.stream()
                .flatMap(text -> mirror(text).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("Can't find Debian's archive in /etc/apt. Is this a Debian?"));
    }

    /** The archive that a file of package sources in one of apt's two styles names. */
    static Optional<String> mirror(String sources) {
        return Stream.of(STANZA, LINE)
                .flatMap(pattern -> pattern.matcher(sources).results())
                .map((MatchResult match) -> match.group(1))
                .filter(address -> address.matches(".*/debian/?"))
                .findFirst();
    }
}
