package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.customize.ScriptFiles;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.script.ScriptStage;

/** What every artifact begins with: a base, and what the config declares applied to it. */
final class RootfsStage {

    /** Bytes of a rootfs archive that has little more than what boots: known to be needed before anything is installed. */
    private static final long SMALL_ROOTFS = 300L << 20;

    private final ImageConfig config;
    private final BuildContext context;

    RootfsStage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.context = context;
    }

    /** Makes the rootfs archive among the outputs. */
    RootfsArchive run(OutputDirectory output) throws IOException {
        Path base = switch (config.source()) {
            case Source.Archive archive -> archive.file();
            case Source.Repositories repositories -> {
                output.requireSpace(SMALL_ROOTFS);
                yield new BaseBuilder(context.cache(), context.sourceDate(), context.progress())
                        .build(config, repositories)
                        .archive();
            }
        };
        output.requireSpace(Files.size(base));
        try (RootfsArchive source = RootfsArchive.open(base)) {
            context.progress().step("Customising the root file system");
            var tree = new FileTree(source.nodes(), context.sourceDate());
            BootFiles.check(tree, config.firmware(), base);
            Customization.warnings(config).forEach(context.progress()::warning);
            Customization.apply(config, tree);
            Path archive = output.unfinished(RootfsArchive.FILE);
            if (config.node().scripts().isEmpty()) {
                RootfsArchive.write(tree.nodes(), archive);
            } else {
                runScripts(tree, output);
            }
            return RootfsArchive.open(archive);
        }
    }

    private void runScripts(FileTree tree, OutputDirectory output) throws IOException {
        List<Script> scripts = config.node().scripts();
        Path before = output.unfinished("before-scripts.tar");
        Path after = output.unfinished("after-scripts.tar");
        ScriptFiles.add(scripts, tree);
        RootfsArchive.write(tree.nodes(), before);
        new ScriptStage(context.cache(), context.sourceDate(), context.progress()).run(scripts, before, after);
        Files.delete(before);
        try (RootfsArchive changed = RootfsArchive.open(after)) {
            var result = new FileTree(changed.nodes(), context.sourceDate());
            ScriptFiles.removeThoseNotKept(scripts, result);
            RootfsArchive.write(result.nodes(), output.unfinished(RootfsArchive.FILE));
        }
        Files.delete(after);
    }
}
