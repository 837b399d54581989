package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.kbimg.KbimgException;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.process.Progress;

/** Stage one as a program, for tests that kill it or run it as another user: cache directory, then a config's text. */
final class BuildMain {

    private BuildMain() {}

    public static void main(String[] arguments) throws Exception {
        var builder = new BaseBuilder(Path.of(arguments[0]), Instant.parse("2026-01-01T00:00:00Z"), new Printer());
        try {
            ImageConfig config = new ConfigReader(DistributionProfile.names())
                    .load(Path.of("arguments.yaml"), arguments[1], List.of())
                    .config();
            Base base = builder.build(config, (Source.Repositories) config.source(), BaseKind.NODE);
            System.out.println((base.fromCache() ? "found " : "made ") + base.archive());
        } catch (KbimgException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static final class Printer implements Progress {
        @Override
        public void step(String title) {
            System.out.println(title);
        }

        @Override
        public void detail(String text) {
            System.out.println(text);
        }

        @Override
        public void warning(String text) {
            System.out.println(text);
        }

        @Override
        public void command(List<String> command) {}

        @Override
        public void output(String line) {}
    }
}
