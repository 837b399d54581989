package org.kubeos.kbimg.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** The fixture of signed RPMs, over HTTP as long as tests run. */
final class RpmSource {

    private static final RpmRepository REPOSITORY =
            RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());

    private static final WebDirectory WEB = serve();

    private RpmSource() {}

    static String url() {
        return WEB.url();
    }

    static Path key() {
        return REPOSITORY.key();
    }

    /** The value of {@code source.repository}, for {@code --set}. */
    static String repositories() {
        return "[{name: fixture, url: \"" + url() + "\", key: " + key() + "}]";
    }

    private static WebDirectory serve() {
        try {
            return WebDirectory.serve(REPOSITORY.directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
