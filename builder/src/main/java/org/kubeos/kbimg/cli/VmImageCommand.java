package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "vm-image",
        aliases = "vm-img",
        description = "Build a virtual machine disk, its root file system archive, and an update image.")
final class VmImageCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final DiskFormatOption format = new DiskFormatOption();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    VmImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        LoadedConfig loaded = config.load(work.distributions());
        ImageConfig image = loaded.config();
        List<Path> files;
        try (var progress = globals.progress(terminal)) {
            loaded.warnings().forEach(warning -> progress.warning(warning.brief()));
            files = work.createVmImage(image, format.value(), output.directory(), progress);
            progress.succeeded();
        }
        output.report("vm-image", image.version(), files, globals, terminal);
        return ExitCode.DONE.code();
    }
}
