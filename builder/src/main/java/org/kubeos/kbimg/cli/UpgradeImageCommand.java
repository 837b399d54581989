package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.config.LoadedConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "upgrade-image",
        aliases = "upgrade-img",
        description = "Build the container image that nodes upgrade from, and deliver it to the config's destinations.")
final class UpgradeImageCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Directory for the root file system archive and the manifest, and for the image if"
                    + " the config names no destination. Default: ${DEFAULT-VALUE}")
    private Path output = Path.of("out");

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    UpgradeImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        LoadedConfig loaded = config.load(work.distributions());
        BuiltImage built;
        try (var progress = globals.progress(terminal)) {
            loaded.warnings().forEach(warning -> progress.warning(warning.brief()));
            built = work.createUpgradeImage(loaded.config(), output, progress);
            progress.succeeded();
        }
        ContainerImageReport.print("upgrade-image", loaded.config().version(), built, globals.json(), terminal);
        return ExitCode.DONE.code();
    }
}
