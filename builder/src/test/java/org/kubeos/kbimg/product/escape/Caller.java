package org.kubeos.kbimg.product.escape;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.product.Product;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Whoever runs kbimg, with a directory for it that is empty at first. */
final class Caller implements AutoCloseable {

    /** The kinds of users that builds are to be the same for. */
    enum Kind {
        ROOT,
        ORDINARY_USER
    }

    private final Optional<OrdinaryUser> user;
    private final Path directory;

    private Caller(Optional<OrdinaryUser> user, Path directory) {
        this.user = user;
        this.directory = directory;
    }

    static Caller of(Kind kind) throws IOException {
        return switch (kind) {
            case ROOT -> {
                assumeTrue(OrdinaryUser.isRoot(), "needs root");
                yield new Caller(
                        Optional.empty(), emptied(Path.of("target/it/escape").toAbsolutePath()));
            }
            case ORDINARY_USER -> {
                var user = OrdinaryUser.create();
                var caller = new Caller(Optional.of(user), emptied(user.home().resolve("escape")));
                caller.own(caller.directory);
                // As udev has it everywhere; the test's machine may have none.
                Tool.run("chmod", "0666", "/dev/net/tun").expectSuccess();
                yield caller;
            }
        };
    }

    private static Path emptied(Path directory) throws IOException {
        // Some of what is in it may be a subordinate id's, or, where an attempt has succeeded, read-only.
        Tool.run("rm", "-rf", directory.toString()).expectSuccess();
        return Files.createDirectories(directory);
    }

    Path directory() {
        return directory;
    }

    /** Gives the caller a file, or a directory with all that is in it. */
    void own(Path file) {
        user.ifPresent(owner -> owner.own(file));
    }

    /** The command line that runs {@code command} as the caller. */
    List<String> command(String... command) {
        return user.map(caller -> caller.command(List.of(), List.of(command))).orElse(List.of(command));
    }

    /** The command line of kbimg, with {@code cache} as its cache directory, for {@link #command}. */
    String[] kbimg(Path cache, String... arguments) {
        var line = new ArrayList<>(List.of("env", "KBIMG_CACHE=" + cache));
        line.addAll(
                user.map(caller -> Product.commandOf(caller, arguments)).orElseGet(() -> Product.command(arguments)));
        return line.toArray(String[]::new);
    }

    /** Puts the package archives into {@code cache} that other tests have downloaded, as files of its own. */
    void shareDownloads(Path cache) throws IOException {
        for (String kind : List.of("debs", "rpms")) {
            Path downloads = Product.CACHE.resolve(kind);
            if (Files.isDirectory(downloads)) {
                Files.createDirectories(cache);
                Tool.run("cp", "-r", "--reflink=auto", downloads.toString(), cache.toString())
                        .expectSuccess();
            }
        }
        own(cache);
    }

    @Override
    public void close() {
        Tool.run("rm", "-rf", directory.toString());
        user.ifPresent(OrdinaryUser::close);
    }

    @Override
    public String toString() {
        return user.isPresent() ? "an ordinary user" : "root";
    }
}
