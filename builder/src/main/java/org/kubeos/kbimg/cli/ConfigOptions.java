package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.upstream.UpstreamOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that select the config: a file, or the options of upstream's bash version. */
final class ConfigOptions {

    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = SettableKeys.class,
            description = "Override a value of the config, such as disk.size=30GiB. Can be repeated.")
    private List<String> overrides = new ArrayList<>();

    private static final class Choice {

        @Option(
                names = {"-f", "--file"},
                required = true,
                paramLabel = "CONFIG",
                description = "Config file in YAML; or upstream's kbimg.toml or kbimg.yaml.")
        private @Nullable Path file;

        @ArgGroup(exclusive = false, heading = "%nInstead of a config, the options of upstream's first version:%n")
        private @Nullable ShortOptions shortOptions;
    }

    private static final class ShortOptions {

        @Option(names = "-p", paramLabel = "REPO", description = "Repository file.")
        private @Nullable String repository;

        @Option(names = "-v", paramLabel = "VERSION", description = "OS version.")
        private @Nullable String version;

        @Option(names = "-b", paramLabel = "AGENT", description = "The os-agent binary.")
        private @Nullable String agent;

        @Option(names = "-e", paramLabel = "HASH", description = "Password hash of root.")
        private @Nullable String password;

        @Option(names = "-d", paramLabel = "IMAGE", description = "Upgrade image.")
        private @Nullable String image;

        @Option(names = "-l", description = "Use a legacy BIOS instead of UEFI.")
        private boolean legacyBios;

        private UpstreamOptions toOptions() {
            return new UpstreamOptions(
                    Optional.ofNullable(repository),
                    Optional.ofNullable(version),
                    Optional.ofNullable(agent),
                    Optional.ofNullable(password),
                    Optional.ofNullable(image),
                    legacyBios);
        }
    }

    /** The config's name in messages. */
    String name() {
        return choice.file == null ? "The command line" : choice.file.toString();
    }

    LoadedConfig load(List<String> distributions) {
        if (choice.file != null) {
            return ConfigInput.reader(distributions).load(choice.file, overrides);
        }
        ShortOptions options = choice.shortOptions == null ? new ShortOptions() : choice.shortOptions;
        return ConfigInput.load(options.toOptions(), overrides, distributions);
    }
}
