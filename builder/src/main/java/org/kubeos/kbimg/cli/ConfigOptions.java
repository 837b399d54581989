package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.upstream.UpstreamOptions;
import org.kubeos.kbimg.config.upstream.UpstreamReader;
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

    /** The config's file; empty if options take its place. */
    Optional<Path> file() {
        return Optional.ofNullable(choice.file);
    }

    LoadedConfig load(List<String> distributions) {
        return begin(distributions, overrides).finish();
    }

    /**
     * As {@link #load}, for a build, which {@link LoadedConfig#finish finishes} the checks that go on in the background.
     *
     * @param more overrides of the command itself, as {@code --set} takes them
     */
    LoadedConfig begin(Optional<String> more, List<String> distributions) {
        return begin(
                distributions, Stream.concat(overrides.stream(), more.stream()).toList());
    }

    private LoadedConfig begin(List<String> distributions, List<String> overrides) {
        if (choice.file != null) {
            return Readers.of(distributions).begin(choice.file, overrides);
        }
        ShortOptions options = choice.shortOptions == null ? new ShortOptions() : choice.shortOptions;
        return Readers.of(distributions).begin(Readers.UPSTREAM.read(options.toOptions()), overrides);
    }

    /** The readers of configs. Nested, because help must not load them, and picocli loads what members of commands name. */
    static final class Readers {

        private static final UpstreamReader UPSTREAM = new UpstreamReader(Path.of(""));

        private Readers() {}

        /** The reader of kbimg's own configs and upstream's. */
        static ConfigReader of(List<String> distributions) {
            return new ConfigReader(distributions, UPSTREAM);
        }
    }
}
