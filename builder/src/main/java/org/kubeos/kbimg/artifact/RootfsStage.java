package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.rootfs.BaseBuilder;

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
            Customization.apply(config, tree);
            Path archive = output.unfinished(RootfsArchive.FILE);
            RootfsArchive.write(tree.nodes(), archive);
            return RootfsArchive.open(archive);
        }
    }
}
