package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;

/** What every artifact begins with: a base, and what the config declares applied to it. */
final class RootfsStage {

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
            case Source.Repositories repositories ->
                context.bases().build(config, repositories).archive();
        };
        try (RootfsArchive source = RootfsArchive.open(base)) {
            context.progress().step("Customising the root file system");
            var tree = new FileTree(source.nodes(), context.sourceDate());
            BootFiles.check(tree, base);
            Customization.apply(config, tree);
            Path archive = output.unfinished(RootfsArchive.FILE);
            RootfsArchive.write(tree.nodes(), archive);
            return RootfsArchive.open(archive);
        }
    }
}
