package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "boot", description = "Start a disk image in QEMU, with its serial console on this terminal.")
final class BootCommand implements Runnable {

    @Parameters(paramLabel = "IMAGE", description = "A disk image, such as out/system.qcow2.")
    private @Nullable Path image;

    private final Work work;

    BootCommand(Work work) {
        this.work = work;
    }

    @Override
    public void run() {
        if (image != null) {
            work.boot(image);
        }
    }
}
