package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import picocli.CommandLine.Option;

/** Which config a command works on. */
final class ConfigOptions {

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "CONFIG",
            description = "The config, a YAML file.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A value in place of the config's, such as disk.size=30GiB. May be given several times.")
    private List<String> overrides = new ArrayList<>();

    Path file() {
        if (file == null) {
            throw new IllegalStateException("picocli sets required options");
        }
        return file;
    }

    ImageConfig read(List<String> distributions) {
        return new ConfigReader(distributions).read(file(), overrides);
    }
}
