package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Partition;
import org.kubeos.kbimg.cli.view.ProgressView;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.rootfs.LockCheck;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The plan of any artifact. */
@Command(description = "Print the steps of the build, the sizes of its outputs, and the config with its defaults.")
final class PlanArtifactCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final ArtifactOptions artifacts = new ArtifactOptions();

    @Mixin
    private final LockOptions locks = new LockOptions();

    @Option(names = "--offline", description = "Don't ask the repositories which packages would be installed.")
    private boolean offline;

    private final ArtifactKind artifact;
    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    PlanArtifactCommand(ArtifactKind artifact, BuildService work, GlobalOptions globals, Terminal terminal) {
        this.artifact = artifact;
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ArtifactSelection selection = artifacts.selection(artifact);
        LoadedConfig loaded = config.load(work.distributions());
        loaded.warnings().forEach(warning -> terminal.err().println("warning: " + TerminalText.lines(warning.brief())));
        BuildPlan plan = work.plan(selection, loaded.config());
        Packages packages = packages(selection, loaded.config());
        if (globals.json()) {
            JsonOutput.print(terminal.out(), json(plan, packages, loaded.effective()));
        } else {
            print(plan, packages, loaded.effective());
        }
        return ExitCode.DONE.code();
    }

    /**
     * The packages of a build.
     *
     * @param rootfs those of the root file system; empty if it isn't made of packages, or nobody was asked
     * @param installer those of the installer of machines; empty if there will be none, or nobody was asked
     */
    private record Packages(Optional<PlannedPackages> rootfs, Optional<PlannedPackages> installer) {

        static final Packages NONE = new Packages(Optional.empty(), Optional.empty());

        List<String> summaries() {
            return Stream.concat(
                            rootfs.map(of -> of.summary("")).stream(),
                            installer.map(of -> of.summary(" of the installer")).stream())
                    .toList();
        }

        void putInto(Map<String, Object> json) {
            rootfs.ifPresent(of -> of.putInto(json, "packages"));
            installer.ifPresent(of -> of.putInto(json, "installerPackages"));
        }
    }

    private Packages packages(ArtifactSelection selection, ImageConfig of) throws IOException {
        boolean installed = of.source() instanceof Source.Repositories;
        Optional<PxeConfig> installer =
                selection.kinds().contains(ArtifactKind.PXE_IMAGE) ? of.pxe() : Optional.empty();
        if (!installed && installer.isEmpty()) {
            return Packages.NONE;
        }
        Optional<LoadedLock> lock = locks.load(config.file());
        if (lock.isPresent()) {
            LockCheck.require(of, lock.get());
            LockedPart.Name part =
                    selection.kinds().contains(ArtifactKind.ADMIN_IMAGE) ? LockedPart.Name.ADMIN : LockedPart.Name.NODE;
            return new Packages(
                    installed ? Optional.of(PlannedPackages.of(lock.get(), part)) : Optional.empty(),
                    installer.map(_ -> PlannedPackages.of(lock.get(), LockedPart.Name.INSTALLER)));
        }
        return offline ? Packages.NONE : resolved(selection, of, installer);
    }

    private Packages resolved(ArtifactSelection selection, ImageConfig of, Optional<PxeConfig> installer)
            throws IOException {
        try (ProgressView progress = globals.progress(terminal)) {
            Optional<PlannedPackages> ofRootfs = of.source() instanceof Source.Repositories repositories
                    ? Optional.of(PlannedPackages.of(() -> work.packages(selection, of, repositories, progress)))
                    : Optional.empty();
            Optional<PlannedPackages> ofInstaller = installer.isPresent()
                    ? Optional.of(PlannedPackages.of(() -> work.installerPackages(of, installer.get(), progress)))
                    : Optional.empty();
            progress.succeeded();
            return new Packages(ofRootfs, ofInstaller);
        }
    }

    private void print(BuildPlan plan, Packages packages, String effective) {
        for (int i = 0; i < plan.steps().size(); i++) {
            terminal.out().println((i + 1) + ". " + plan.steps().get(i));
        }
        if (!packages.summaries().isEmpty()) {
            terminal.out().println();
            packages.summaries().forEach(terminal.out()::println);
        }
        if (!plan.partitions().isEmpty()) {
            terminal.out().println();
            var disk = new Table("#", "PARTITION", "FILE SYSTEM", "START", "SIZE", "MOUNT");
            for (Partition partition : plan.partitions()) {
                disk.row(
                        String.valueOf(partition.number()),
                        partition.label(),
                        partition.fileSystem(),
                        partition.start().toString(),
                        partition.size().toString(),
                        partition.mount().orElse("-"));
            }
            disk.print(terminal.out());
        }
        terminal.out().println();
        var outputs = new Table("OUTPUT", "SIZE", "");
        plan.outputs()
                .forEach(output -> outputs.row(
                        output.name(), output.size().map(DataSize::toString).orElse("-"), output.meaning()));
        outputs.print(terminal.out());
        terminal.out().println();
        terminal.out().print(effective);
    }

    private static Map<String, Object> json(BuildPlan plan, Packages packages, String effective) {
        List<Map<String, Object>> partitions =
                plan.partitions().stream().map(PlanArtifactCommand::json).toList();
        List<Map<String, Object>> outputs =
                plan.outputs().stream().map(PlanArtifactCommand::json).toList();
        Map<String, Object> json = JsonOutput.object("steps", plan.steps());
        packages.putInto(json);
        json.putAll(JsonOutput.object("partitions", partitions, "outputs", outputs, "config", effective));
        return json;
    }

    private static Map<String, Object> json(Partition partition) {
        Map<String, Object> json = JsonOutput.object(
                "number", partition.number(),
                "label", partition.label(),
                "fileSystem", partition.fileSystem(),
                "start", partition.start().bytes(),
                "bytes", partition.size().bytes());
        partition.mount().ifPresent(mount -> json.put("mount", mount));
        return json;
    }

    private static Map<String, Object> json(Output output) {
        Map<String, Object> json = JsonOutput.object("name", output.name(), "meaning", output.meaning());
        output.size().ifPresent(size -> json.put("bytes", size.bytes()));
        return json;
    }
}
