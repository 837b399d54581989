package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.Customization;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;

/** Tries a config on the base that it came to before, without a build, and without asking a repository. */
public final class CachedBaseCheck {

    private CachedBaseCheck() {}

    /**
     * What a build would refuse; nothing if the cache has no base for the config, or a damaged one.
     *
     * @param cache kbimg's cache directory
     * @param sourceDate no file in the base is younger
     */
    public static List<Refusal> refusals(ImageConfig config, Path cache, Instant sourceDate) throws IOException {
        Optional<Path> base = config.source() instanceof Source.Repositories repositories
                ? BaseBuilder.latest(config, repositories, BaseKind.NODE, cache, sourceDate)
                : Optional.empty();
        if (base.isEmpty()) {
            return List.of();
        }
        try (RootfsArchive archive = RootfsArchive.open(base.get(), config.limits())) {
            return Customization.refusals(config, new FileTree(archive.nodes(), sourceDate));
        } catch (BuildException e) {
            return List.of(); // A build would find the damage, too, and make the base anew.
        }
    }
}
