package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "boot", description = "Start a disk image in QEMU, with its serial console on this terminal.")
final class BootCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE", description = "A disk image, such as out/system.qcow2.")
    private @Nullable Path image;

    @Option(
            names = "--persistent",
            description =
                    "Let the machine write to the image. Without this option, its changes are lost when it stops.")
    private boolean persistent;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    BootCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (var progress = globals.silentProgress(terminal)) {
            work.boot(Objects.requireNonNull(image, "picocli sets required parameters"), persistent, progress);
            progress.succeeded();
        }
        return ExitCode.DONE.code();
    }
}
