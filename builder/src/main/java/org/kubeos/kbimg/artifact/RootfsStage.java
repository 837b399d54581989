package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;

/** What every artifact begins with: a base, and what the config declares applied to it. */
final class RootfsStage {

    /** Bytes of a rootfs archive that has little more than what boots: known to be needed before anything is installed. */
    private static final long SMALL_ROOTFS = 300L << 20;

    /** What came out of an upgrade image, until it is customised. */
    private static final String FETCHED = "fetched.tar";

    private final ImageConfig config;
    private final BuildContext context;

    RootfsStage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.context = context;
    }

    /** Makes the rootfs archive among the outputs. */
    RootfsArchive run(OutputDirectory output) throws IOException {
        Optional<Manifest.SourceImage> origin = Optional.empty();
        Path base = switch (config.source()) {
            case Source.Archive archive -> archive.file();
            case Source.Image image -> {
                Path archive = output.unfinished(FETCHED);
                origin = Optional.of(SourceImages.fetch(image, config, archive, context));
                yield archive;
            }
            case Source.Repositories repositories -> {
                output.requireSpace(SMALL_ROOTFS);
                yield new BaseBuilder(context.cache(), context.sourceDate(), context.progress())
                        .build(config, repositories, BaseKind.NODE)
                        .archive();
            }
        };
        output.requireSpace(Files.size(base));
        try (RootfsArchive source = RootfsArchive.open(base)) {
            context.progress().step("Customising the root file system");
            var tree = new FileTree(source.nodes(), context.sourceDate());
            BootFiles.check(tree, base);
            Customization.apply(config, tree);
            Path archive = output.unfinished(RootfsArchive.FILE);
            RootfsArchive.write(tree.nodes(), archive);
            Files.deleteIfExists(output.unfinished(FETCHED));
            return RootfsArchive.open(archive, origin);
        }
    }
}
