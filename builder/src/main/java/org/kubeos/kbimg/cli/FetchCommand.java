package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.rootfs.lock.LockFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "fetch",
        description = {
            "Put the packages of a lock file into a directory, for builds without a network.",
            "Build with it by: kbimg create … --bundle DIR. For each part of the config, DIR has a directory that the"
                    + " distribution's package manager itself can use as a repository."
        })
final class FetchCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Directory for the bundle; an earlier bundle there is replaced.")
    private Path output = Path.of("");

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    FetchCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ImageConfig loaded = config.load(work.distributions()).config();
        Path file = LockCommand.lockFile(config);
        if (!Files.exists(file)) {
            throw new UsageException("There is no lock file " + file + ". Write it with 'kbimg lock'.");
        }
        try (var progress = globals.progress(terminal)) {
            work.fetch(loaded, LockFiles.read(file, Optional.empty()), output, progress);
            progress.succeeded();
        }
        if (globals.json()) {
            JsonOutput.print(terminal.out(), JsonOutput.object("bundle", output.toString()));
        } else {
            terminal.out().println(output);
        }
        return ExitCode.DONE.code();
    }
}
