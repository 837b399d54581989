package org.kubeos.kbimg.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.RootfsSource.Fetched;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.EditedFiles;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.output.RootfsArchive.Written;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.customize.AgentRuntime;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.ScriptFiles;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.rootfs.Base;
import org.kubeos.kbimg.rootfs.ExpectedBase;
import org.kubeos.kbimg.rootfs.script.ScriptStage;

/** The steps that every artifact of a node begins with: get a base, and apply to it what the config declares. */
public final class RootfsStage {

    /** The archive as an output, for {@code plan}. */
    static final Output OUTPUT = new Output(RootfsArchive.FILE, "the root file system as one archive");

    private static final String CUSTOMIZING = "Customizing the root file system";
    private static final String CUSTOMIZE = "Apply what the config declares, and write " + RootfsArchive.FILE;

    private final ImageConfig config;
    private final RootfsSource source;

    RootfsStage(ImageConfig config) {
        this.config = config;
        this.source = new RootfsSource(config);
    }

    /** What {@link #run} will do before the recipe's own steps, as {@code plan} prints it. */
    List<String> steps() {
        List<String> steps = new ArrayList<>(source.steps());
        steps.add(CUSTOMIZE);
        if (!config.node().scripts().isEmpty()) {
            String names = config.node().scripts().stream()
                    .map(script -> script.file().toString())
                    .collect(Collectors.joining(", "));
            steps.add("Run in it, in a sandbox: " + names);
        }
        return steps;
    }

    /**
     * Makes the rootfs archive among the outputs, and of it what the recipe's steps say. If all of them are repeatable and the
     * cache has the base that the same packages came to before, that is done at once, while the repositories are asked for
     * newer packages; if they have some, it is done again.
     */
    void run(List<Step> steps, OutputDirectory output, BuildContext context) throws IOException {
        Optional<ExpectedBase> expected = isRepeatable(steps) ? source.expected(context) : Optional.empty();
        if (expected.isEmpty()) {
            make(source.fetch(output, context), steps, output, context);
            return;
        }
        try (ExpectedBase base = expected.get()) {
            if (!makeOf(base, steps, output, context)) {
                output.empty();
                Base actual = base.actual();
                make(Fetched.base(actual.archive(), actual::packages), steps, output, context);
            }
        }
    }

    /** Scripts take their time anyway, and who knows whether one may run twice. */
    private boolean isRepeatable(List<Step> steps) {
        return config.node().scripts().isEmpty() && steps.stream().allMatch(Step::repeatable);
    }

    /** Whether the base turned out to be the right one. If it did not, what was made of it is worth nothing. */
    private boolean makeOf(ExpectedBase base, List<Step> steps, OutputDirectory output, BuildContext context)
            throws IOException {
        try {
            make(Fetched.base(base.archive(), base::packages), steps, output, context);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Of another base, or a damaged one, that may be no wonder.
            if (isConfirmed(base, context)) {
                throw e;
            }
        }
        return isConfirmed(base, context);
    }

    private static boolean isConfirmed(ExpectedBase expected, BuildContext context) throws IOException {
        context.progress().step(context.lock().isPresent() ? "Checking the packages" : "Checking for newer packages");
        return expected.isConfirmed();
    }

    private void make(Fetched base, List<Step> steps, OutputDirectory output, BuildContext context) throws IOException {
        try (RootfsArchive rootfs = customize(base, output, context)) {
            var build = new Build(rootfs, base.packages(), output, context);
            for (Step step : steps) {
                step.run(build);
            }
        }
    }

    private RootfsArchive customize(Fetched base, OutputDirectory output, BuildContext context) throws IOException {
        output.requireSpace(Files.size(base.file()));
        context.progress().step(CUSTOMIZING);
        // The base's nodes are gone before those of the result come, so that the heap holds either of them.
        Customized customized = write(base, output, context);
        RootfsArchive rootfs = customized.archive().open(base.origin(), customized.editedFiles());
        if (base.temporary()) {
            Files.delete(base.file());
        }
        return rootfs;
    }

    /** @param editedFiles paths of the files that are not as they were in the base */
    private record Customized(Written archive, SortedSet<String> editedFiles) {}

    private Customized write(Fetched base, OutputDirectory output, BuildContext context) throws IOException {
        Path archive = output.unfinished(RootfsArchive.FILE);
        try (RootfsArchive nodes = RootfsArchive.open(base.file(), base.name(), Optional.empty(), config.limits());
                var agent = new LazyAgent()) {
            var tree = new FileTree(nodes.nodes(), context.sourceDate());
            BootFiles.check(tree, BootLoaders.of(config), base.name());
            Customization.apply(config, agent::open, tree, context.progress()::warning);
            return config.node().scripts().isEmpty()
                    ? new Customized(
                            RootfsArchive.create(tree.nodes(), archive),
                            EditedFiles.between(nodes.nodes(), tree.nodes()))
                    : runScripts(nodes, tree, output, archive, context);
        }
    }

    /** The agent, opened if the image gets it. */
    private static final class LazyAgent implements Closeable {

        private Optional<AgentRuntime> opened = Optional.empty();

        AgentRuntime open() {
            AgentRuntime agent = AgentRuntime.open();
            opened = Optional.of(agent);
            return agent;
        }

        @Override
        public void close() throws IOException {
            if (opened.isPresent()) {
                opened.get().close();
            }
        }
    }

    private Customized runScripts(
            RootfsArchive base, FileTree tree, OutputDirectory output, Path archive, BuildContext context)
            throws IOException {
        List<Script> scripts = config.node().scripts();
        Path before = output.unfinished("before-scripts.tar");
        Path after = output.unfinished("after-scripts.tar");
        ScriptFiles.add(scripts, tree);
        RootfsArchive.write(tree.nodes(), before);
        new ScriptStage(context.cache(), context.sourceDate(), context.progress()).run(scripts, before, after);
        Files.delete(before);
        try (RootfsArchive changed = RootfsArchive.open(after, config.limits())) {
            var result = new FileTree(changed.nodes(), context.sourceDate());
            ScriptFiles.removeThoseNotKept(scripts, result);
            Written rootfs = RootfsArchive.create(result.nodes(), archive);
            SortedSet<String> edited = EditedFiles.between(base.nodes(), result.nodes());
            Files.delete(after);
            return new Customized(rootfs, edited);
        }
    }
}
