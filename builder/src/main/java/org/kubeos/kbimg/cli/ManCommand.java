package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.BuildInfo;
import org.kubeos.kbimg.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "man",
        description = {
            "Print the manual page of a command, or write all pages to a directory.",
            "To read one: kbimg man create vm-image | man -l -"
        })
final class ManCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A command, such as create vm-image. Default: kbimg itself.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Directory to write all pages to, such as ~/.local/share/man/man1.")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    private final Terminal terminal;

    ManCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine root =
                Objects.requireNonNull(spec, "picocli sets it").root().commandLine();
        BuildInfo tool = BuildInfo.load();
        if (directory == null) {
            terminal.printDocument(ManPage.of(find(root, names), tool));
        } else {
            Files.createDirectories(directory);
            writeAll(root, directory, tool);
        }
        return ExitCode.DONE.code();
    }

    private static CommandLine find(CommandLine root, List<String> names) {
        CommandLine command = root;
        for (String name : names) {
            command = command.getSubcommands().get(name);
            if (command == null) {
                throw new UsageException("kbimg has no command " + String.join(" ", names) + ". See: kbimg --help");
            }
        }
        return command;
    }

    private static void writeAll(CommandLine command, Path directory, BuildInfo tool) throws IOException {
        Files.writeString(
                directory.resolve(command.getCommandSpec().qualifiedName("-") + ".1"), ManPage.of(command, tool));
        for (CommandLine inner : ManPage.subcommands(command)) {
            writeAll(inner, directory, tool);
        }
    }
}
