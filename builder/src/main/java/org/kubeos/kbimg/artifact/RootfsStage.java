package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.container.SourceImages;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.output.RootfsArchive.Written;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.customize.ScriptFiles;
import org.kubeos.kbimg.rootfs.Base;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;
import org.kubeos.kbimg.rootfs.ExpectedBase;
import org.kubeos.kbimg.rootfs.script.ScriptStage;
import org.kubeos.oci.layer.OsTar;

/** What every artifact begins with: a base, and what the config declares applied to it. */
public final class RootfsStage {

    /** Bytes of a rootfs archive that has little more than what boots: known to be needed before anything is installed. */
    private static final long SMALL_ROOTFS = 300L << 20;

    /** What came out of an upgrade image, until it is customized. */
    private static final String FETCHED = "fetched.tar";

    private final ImageConfig config;
    private final BuildContext context;

    RootfsStage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.context = context;
    }

    /** What is done with a rootfs archive: it makes outputs and publishes none, so that it can be done again. */
    interface Recipe {
        void make(RootfsArchive rootfs) throws IOException;
    }

    /**
     * Makes the rootfs archive among the outputs, and of it what the recipe says. Where the cache has the base that the same
     * packages came to before, that is done at once, while the repositories are asked for newer packages; if they have
     * some, it is done again.
     */
    void run(OutputDirectory output, Recipe recipe) throws IOException {
        // Scripts take their time anyway, and who knows whether one may run twice.
        if (config.source() instanceof Source.Repositories repositories
                && config.node().scripts().isEmpty()) {
            Optional<ExpectedBase> expected = bases().expect(config, repositories, BaseKind.NODE);
            if (expected.isPresent()) {
                try (ExpectedBase base = expected.get()) {
                    run(base, output, recipe);
                }
                return;
            }
        }
        try (RootfsArchive rootfs = run(output)) {
            recipe.make(rootfs);
        }
    }

    private void run(ExpectedBase expected, OutputDirectory output, Recipe recipe) throws IOException {
        try (RootfsArchive rootfs = customize(expected.archive(), output)) {
            recipe.make(rootfs);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Of another base, or a damaged one, that may be no wonder.
            if (isConfirmed(expected)) {
                throw e;
            }
        }
        if (!isConfirmed(expected)) {
            output.empty();
            try (RootfsArchive rootfs = customize(expected.actual().archive(), output)) {
                recipe.make(rootfs);
            }
        }
    }

    private boolean isConfirmed(ExpectedBase expected) throws IOException {
        context.progress().step("Checking for newer packages");
        return expected.isConfirmed();
    }

    /** Makes the rootfs archive among the outputs. */
    RootfsArchive run(OutputDirectory output) throws IOException {
        return switch (config.source()) {
            case Source.Archive archive -> customize(archive.file(), output);
            case Source.Image image -> {
                Path archive = output.unfinished(FETCHED);
                Manifest.SourceImage origin = SourceImages.fetch(image, config, archive, context);
                RootfsArchive rootfs = customize(archive, OsTar.nameIn(image.location()), Optional.of(origin), output);
                Files.delete(archive);
                yield rootfs;
            }
            case Source.Repositories repositories -> {
                output.requireSpace(SMALL_ROOTFS);
                Base base = bases().build(config, repositories, BaseKind.NODE);
                yield customize(base.archive(), output);
            }
        };
    }

    private BaseBuilder bases() {
        return new BaseBuilder(context.cache(), context.sourceDate(), context.progress());
    }

    private RootfsArchive customize(Path base, OutputDirectory output) throws IOException {
        return customize(base, base.toString(), Optional.empty(), output);
    }

    private RootfsArchive customize(
            Path base, String name, Optional<Manifest.SourceImage> origin, OutputDirectory output) throws IOException {
        output.requireSpace(Files.size(base));
        context.progress().step("Customizing the root file system");
        Path archive = output.unfinished(RootfsArchive.FILE);
        // The base's nodes are gone before those of the result come, so that the heap holds either of them.
        return write(base, name, output, archive).open(origin);
    }

    private Written write(Path base, String name, OutputDirectory output, Path archive) throws IOException {
        try (RootfsArchive source = RootfsArchive.open(base, name, Optional.empty(), config.limits())) {
            var tree = new FileTree(source.nodes(), context.sourceDate());
            BootFiles.check(tree, config.firmware(), name);
            Customization.apply(config, tree);
            return config.node().scripts().isEmpty()
                    ? RootfsArchive.create(tree.nodes(), archive)
                    : runScripts(tree, output, archive);
        }
    }

    private Written runScripts(FileTree tree, OutputDirectory output, Path archive) throws IOException {
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
            Files.delete(after);
            return rootfs;
        }
    }
}
