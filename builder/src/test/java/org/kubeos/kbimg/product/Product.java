package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** The packaged program, run as its users run it: as a process of its own. */
public final class Product {

    public static final Path EXAMPLE =
            Path.of("../examples/debian-minimal.yaml").toAbsolutePath().normalize();

    private static final Path BUILT = Path.of("target").toAbsolutePath();

    /** The package cache that all tests share, so that packages are downloaded once. */
    public static final Path CACHE = BUILT.resolve("it/cache");

    private Product() {}

    /** The command line of kbimg in the Maven build's output. */
    public static List<String> command(String... arguments) {
        return command(BUILT, arguments);
    }

    static Tool.Result run(String... arguments) {
        return Tool.run(environment(CACHE, command(arguments)), new byte[0]);
    }

    /** Runs kbimg with another cache. */
    static Tool.Result runWithCache(Path cache, String... arguments) {
        return Tool.run(environment(cache, command(arguments)), new byte[0]);
    }

    /** Makes a cache that has the downloads of Debian packages in common with {@link #CACHE}, and bases of its own. */
    static Path cacheOfBases(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String downloads : List.of("apt", "debs")) {
            Files.createSymbolicLink(directory.resolve(downloads), Files.createDirectories(CACHE.resolve(downloads)));
        }
        return directory;
    }

    /** Runs kbimg with assignments to variables in its environment. */
    static Tool.Result runWith(List<String> assignments, String... arguments) {
        var command = environment(CACHE, command(arguments));
        command.addAll(1, assignments);
        return Tool.run(command, new byte[0]);
    }

    /** Runs kbimg with {@code directory} as its working directory. */
    static Tool.Result runIn(Path directory, String... arguments) {
        var command = new ArrayList<>(List.of("env", "-C", directory.toString()));
        command.addAll(environment(CACHE, command(arguments)));
        return Tool.run(command, new byte[0]);
    }

    /** Runs kbimg as another user. */
    static Tool.Result runAs(OrdinaryUser user, List<String> environment, String... arguments) {
        return Tool.run(user.command(environment, commandOf(user, arguments)), new byte[0]);
    }

    /** The command line of kbimg as a user runs it who can't reach the build's own directories: a copy in that user's home. */
    public static List<String> commandOf(OrdinaryUser user, String... arguments) {
        Path copy = user.home().resolve("kbimg");
        copyProgram(copy);
        return command(copy, arguments);
    }

    private static List<String> command(Path directory, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                directory.resolve("kbimg.jar").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ArrayList<String> environment(Path cache, List<String> command) {
        var line = new ArrayList<>(List.of("env", "KBIMG_CACHE=" + cache));
        line.addAll(command);
        return line;
    }

    private static void copyProgram(Path target) {
        if (Files.exists(target)) {
            return;
        }
        try (Stream<Path> libraries = Files.list(BUILT.resolve("lib"))) {
            Files.createDirectories(target.resolve("lib"));
            for (Path library : libraries.toList()) {
                Files.copy(library, target.resolve("lib").resolve(library.getFileName()));
            }
            Files.copy(BUILT.resolve("kbimg.jar"), target.resolve("kbimg.jar"));
            Files.copy(EXAMPLE, target.resolve("example.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
