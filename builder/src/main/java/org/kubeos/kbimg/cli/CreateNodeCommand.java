package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.config.LoadedConfig;
import picocli.CommandLine.Mixin;

/** Builds an artifact of a node, and others together with it. */
abstract class CreateNodeCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ArtifactOptions artifacts = new ArtifactOptions();

    private final ArtifactKind artifact;
    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    CreateNodeCommand(ArtifactKind artifact, BuildService work, GlobalOptions globals, Terminal terminal) {
        this.artifact = artifact;
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public final Integer call() throws IOException {
        ArtifactSelection selection = artifacts.selection(artifact);
        LoadedConfig loaded = config.load(work.distributions());
        BuiltArtifacts built;
        try (var progress = globals.progress(terminal)) {
            loaded.warnings().forEach(warning -> progress.warning(warning.brief()));
            built = work.create(selection, loaded.config(), output.directory(), progress);
            progress.succeeded();
        }
        BuildReport.print(selection.name(), loaded.config().version(), built, globals.json(), terminal);
        return ExitCode.DONE.code();
    }
}
