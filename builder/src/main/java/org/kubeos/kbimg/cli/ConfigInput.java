package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.upstream.UpstreamOptions;
import org.kubeos.kbimg.config.upstream.UpstreamReader;

/**
 * Reads the configs that commands are given. Apart from {@link ConfigOptions}, whose members picocli inspects: help must not
 * load the readers.
 */
final class ConfigInput {

    private static final UpstreamReader UPSTREAM = new UpstreamReader(Path.of(""));

    private ConfigInput() {}

    /** The reader of kbimg's own configs and upstream's. */
    static ConfigReader reader(List<String> distributions) {
        return new ConfigReader(distributions, UPSTREAM);
    }

    /** Reads a config from the options of upstream's first version. */
    static LoadedConfig load(UpstreamOptions options, List<String> overrides, List<String> distributions) {
        return reader(distributions).load(UPSTREAM.read(options), overrides);
    }
}
