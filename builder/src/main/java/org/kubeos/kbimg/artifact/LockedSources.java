package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.kbimg.artifact.container.SourceImages;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.lock.LockedSource;

/** What a lock file says of root file systems that aren't installed from packages. */
public final class LockedSources {

    private LockedSources() {}

    /** The digest of a config's source as it is now; empty for packages. */
    public static Optional<LockedSource> of(ImageConfig config, BuildContext context) throws IOException {
        return switch (config.source()) {
            case Source.Archive(Path file) -> Optional.of(new LockedSource.Archive("sha256:" + Fingerprint.of(file)));
            case Source.Image image -> Optional.of(new LockedSource.Image(SourceImages.digest(image, config, context)));
            case Source.Repositories _ -> Optional.empty();
        };
    }
}
