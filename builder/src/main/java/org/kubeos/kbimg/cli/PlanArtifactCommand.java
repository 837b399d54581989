package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        Optional<PlannedPackages> packages = packages(selection, loaded.config());
        if (globals.json()) {
            JsonOutput.print(terminal.out(), json(plan, packages, loaded.effective()));
        } else {
            print(plan, packages, loaded.effective());
        }
        return ExitCode.DONE.code();
    }

    private Optional<PlannedPackages> packages(ArtifactSelection selection, ImageConfig of) throws IOException {
        if (!(of.source() instanceof Source.Repositories repositories)) {
            return Optional.empty();
        }
        Optional<LoadedLock> lock = locks.load(config.file());
        if (lock.isPresent()) {
            LockCheck.require(of, lock.get());
            LockedPart.Name part =
                    selection.kinds().contains(ArtifactKind.ADMIN_IMAGE) ? LockedPart.Name.ADMIN : LockedPart.Name.NODE;
            return Optional.of(PlannedPackages.of(() -> lock.get().packages(part)));
        }
        return offline ? Optional.empty() : Optional.of(packages(selection, of, repositories));
    }

    private PlannedPackages packages(ArtifactSelection selection, ImageConfig config, Source.Repositories repositories)
            throws IOException {
        try (ProgressView progress = globals.progress(terminal)) {
            PlannedPackages packages =
                    PlannedPackages.of(() -> work.packages(selection, config, repositories, progress));
            progress.succeeded();
            return packages;
        }
    }

    private void print(BuildPlan plan, Optional<PlannedPackages> packages, String effective) {
        for (int i = 0; i < plan.steps().size(); i++) {
            terminal.out().println((i + 1) + ". " + plan.steps().get(i));
        }
        packages.ifPresent(of -> {
            terminal.out().println();
            terminal.out().println(of.summary());
        });
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

    private static Map<String, Object> json(BuildPlan plan, Optional<PlannedPackages> packages, String effective) {
        List<Map<String, Object>> partitions =
                plan.partitions().stream().map(PlanArtifactCommand::json).toList();
        List<Map<String, Object>> outputs =
                plan.outputs().stream().map(PlanArtifactCommand::json).toList();
        Map<String, Object> json = JsonOutput.object("steps", plan.steps());
        packages.ifPresent(of -> of.putInto(json));
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
