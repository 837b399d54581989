package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.KbimgException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.host.Progress;

/** Stage one as a program, for tests that kill it or run it as another user: cache directory, then packages. */
final class BuildMain {

    private BuildMain() {}

    public static void main(String[] arguments) throws Exception {
        var source = new Source.HostRepositories();
        var config = new ImageConfig(
                "v1",
                "debian",
                Architecture.host(),
                Firmware.UEFI,
                source,
                Arrays.asList(arguments).subList(1, arguments.length),
                Optional.empty(),
                new ImageConfig.Root(Optional.empty()),
                Optional.empty(),
                new ImageConfig.Grub("", Optional.empty()),
                new ImageConfig.Disk(DataSize.ofGibibytes(20)),
                new ImageConfig.Persist(List.of(), List.of(), List.of()),
                Optional.empty());
        var builder = new BaseBuilder(Path.of(arguments[0]), Instant.parse("2026-01-01T00:00:00Z"), new Printer());
        try {
            Base base = builder.build(config, source);
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
