package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ssh",
        description = {
            "Log in to a machine that 'kbimg boot --ssh PORT' has started, or run a command in it.",
            "Waits until the machine's SSH server answers. The exit code is the command's, or 255 if ssh fails."
        })
final class SshCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "What to run, such as -- cat /etc/os-release. The shell of the machine's user reads it."
                    + " Default: a login shell.")
    private List<String> command = List.of();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port that 'kbimg boot --ssh' was given, if several machines are running.")
    private @Nullable Integer port;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "root",
            description = "User of the machine. Default: ${DEFAULT-VALUE}")
    private String user = "root";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to wait for the SSH server. Default: ${DEFAULT-VALUE}")
    private int timeout = 600;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    SshCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (timeout < 0) {
            throw new UsageException("--timeout: " + timeout + " is not a number of seconds, 0 or more.");
        }
        try (var progress = globals.silentProgress(terminal)) {
            int exitCode = work.ssh(
                    Optional.ofNullable(port),
                    user,
                    command,
                    Duration.ofSeconds(timeout),
                    () -> globals.progress(terminal),
                    progress);
            progress.succeeded();
            return exitCode;
        }
    }
}
