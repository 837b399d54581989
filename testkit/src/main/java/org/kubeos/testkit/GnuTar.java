package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** GNU tar as the judge of archives. Extended attributes of every kind are kept. */
public final class GnuTar {

    private GnuTar() {}

    /** Packs everything in {@code directory}, the directory itself included, as {@code .}. */
    public static void create(Path archive, Path directory, String... options) {
        List<String> command = command(options);
        command.addAll(List.of("-cf", archive.toString(), "-C", directory.toString(), "."));
        Tool.run(command, new byte[0]).expectSuccess();
    }

    /** Unpacks an archive; its owners are kept if the caller is root. */
    public static void extract(Path archive, Path directory) {
        List<String> command = command("--preserve-permissions", "--numeric-owner");
        command.addAll(List.of("-xf", archive.toString(), "-C", directory.toString()));
        expectSilence(Tool.run(command, new byte[0]));
    }

    /** The verbose listing: mode, owner, size, time to the nanosecond, name; and extended attributes in lines of their own. */
    public static List<String> list(Path archive) {
        List<String> command = command("--numeric-owner", "--full-time", "--quoting-style=literal");
        command.addAll(List.of("-tvvf", archive.toString()));
        return expectSilence(Tool.run(command, new byte[0])).lines();
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of("tar", "--xattrs", "--xattrs-include=*"));
        command.addAll(List.of(options));
        return command;
    }

    /** A warning of tar's, such as of a lone zero block or an unknown keyword, is a failure here. */
    private static Tool.Result expectSilence(Tool.Result result) {
        result.expectSuccess();
        if (result.lines().stream().anyMatch(line -> line.startsWith("tar:"))) {
            throw new AssertionError(String.join(" ", result.command()) + " warned:\n" + result.text());
        }
        return result;
    }
}
