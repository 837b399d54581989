package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds an artifact of a node, and others together with it. The commands differ in nothing but the artifact. */
abstract class CreateNodeCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ArtifactOptions artifacts = new ArtifactOptions();

    @Mixin
    private final LockOptions locks = new LockOptions();

    @Option(
            names = "--allow-downgrade",
            description = "Accept a source image that is older than one that was used from its repository before.")
    private boolean allowDowngrade;

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
        Optional<String> downgrade = Optional.of("source.allowDowngrade=true").filter(_ -> allowDowngrade);
        LoadedConfig loaded = config.begin(downgrade, work.distributions());
        Optional<LoadedLock> lock = locks.load(config.file());
        BuiltArtifacts built;
        try (var progress = globals.progress(terminal)) {
            loaded.warnings().forEach(warning -> progress.warning(warning.brief()));
            built = work.create(selection, loaded, lock, output.directory(), progress);
            progress.succeeded();
        }
        BuildReport.print(selection.name(), loaded.config().version(), built, globals.json(), terminal);
        return ExitCode.DONE.code();
    }

    @Command(
            name = "vm-image",
            aliases = "vm-img",
            description = "Build a virtual machine disk, its root file system archive, and an update image.")
    static final class VmImage extends CreateNodeCommand {

        VmImage(BuildService work, GlobalOptions globals, Terminal terminal) {
            super(ArtifactKind.VM_IMAGE, work, globals, terminal);
        }
    }

    @Command(
            name = "pxe-image",
            aliases = "pxe-img",
            description =
                    "Build everything for installation over the network: kernel, installer, and root file system.")
    static final class PxeImage extends CreateNodeCommand {

        PxeImage(BuildService work, GlobalOptions globals, Terminal terminal) {
            super(ArtifactKind.PXE_IMAGE, work, globals, terminal);
        }
    }

    @Command(
            name = "upgrade-image",
            aliases = "upgrade-img",
            description =
                    "Build the container image that nodes upgrade from, and deliver it to the config's destinations.")
    static final class UpgradeImage extends CreateNodeCommand {

        UpgradeImage(BuildService work, GlobalOptions globals, Terminal terminal) {
            super(ArtifactKind.UPGRADE_IMAGE, work, globals, terminal);
        }
    }
}
