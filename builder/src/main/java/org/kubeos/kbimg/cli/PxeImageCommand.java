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
        name = "pxe-image",
        aliases = "pxe-img",
        description = "Build everything for installation over the network: kernel, installer, and root file system.")
final class PxeImageCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    PxeImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
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
            files = work.createPxeImage(image, output.directory(), progress);
            progress.succeeded();
        }
        output.report("pxe-image", image.version(), files, globals, terminal);
        return ExitCode.DONE.code();
    }
}
