package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.BuiltArtifacts;
import org.kubeos.kbimg.config.ConfigFile;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "admin-image",
        aliases = "admin-container",
        description = "Build the image of the admin container, an SSH server on the node, from packages.")
final class AdminImageCommand implements Callable<Integer> {

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "CONFIG",
            description = "Config file in YAML; or upstream's kbimg.toml.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = SettableKeys.class,
            description = "Override a value of the config, such as adminImage.compression=zstd. Can be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "-d", paramLabel = "IMAGE", hidden = true, description = "As in upstream's first version.")
    private @Nullable String name;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "out/admin",
            description =
                    "Directory for the manifest, the bills of materials, the provenance, and, if the config names no"
                            + " destination, the image. Default:"
                            + " ${DEFAULT-VALUE}")
    private Path output = Path.of("out/admin");

    @Mixin
    private final LockOptions locks = new LockOptions();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    AdminImageCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path config = Objects.requireNonNull(file, "picocli sets required options");
        refuseDockerfile(config);
        if (name != null) {
            throw new UsageException("admin-image doesn't take -d. Set the destination in the config, as in"
                    + " adminImage: {push: [" + name + "]}");
        }
        LoadedConfig loaded = ConfigOptions.Readers.of(work.distributions()).load(config, overrides);
        Optional<LoadedLock> lock = locks.load(Optional.of(config));
        BuiltArtifacts built;
        try (var progress = globals.progress(terminal)) {
            loaded.untranslated().forEach(warning -> progress.warning(warning.brief()));
            built = work.createAdminImage(loaded, lock, output, progress);
            progress.succeeded();
        }
        BuildReport.print("admin-image", loaded.config().version(), built, globals.json(), terminal);
        return ExitCode.DONE.code();
    }

    /**
     * Rejects a Dockerfile, which upstream's first version took here. Its first instruction is FROM, or an ARG for
     * that.
     */
    private static void refuseDockerfile(Path file) {
        Optional<String> first = ConfigFile.read(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst();
        if (first.filter(line -> line.matches("(?i)(FROM|ARG)\\s.+")).isPresent()) {
            throw new UsageException(
                    file + " is a Dockerfile. kbimg builds the admin image from packages, without Docker or a"
                            + " Dockerfile. List the packages in a config under 'packages', and set the"
                            + " hostshell program with 'adminImage: {hostshell: …}'. Start from"
                            + " examples/admin-image.yaml.");
        }
    }
}
