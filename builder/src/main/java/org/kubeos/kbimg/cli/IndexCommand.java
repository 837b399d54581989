package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "index",
        description = "Combine images for several architectures under one name, so that each node pulls its own.")
final class IndexCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "The common name, such as registry.example.org/kubeos:v1 or oci:DIR:TAG.")
    private String target = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "The images: names in a registry, oci:DIR[:TAG], or docker-archive:FILE.")
    private List<String> images = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "CONFIG",
            description =
                    "A config whose section 'registries' says how to reach them, and whose section 'signing' signs"
                            + " the index.")
    private @Nullable Path file;

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    IndexCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ImageLocation place = location(target);
        List<ImageLocation> sources =
                images.stream().map(IndexCommand::location).toList();
        Digest digest;
        try (var progress = globals.progress(terminal)) {
            Optional<ImageConfig> config = Optional.ofNullable(file)
                    .map(given -> ConfigOptions.Readers.of(work.distributions()).read(given, List.of()));
            digest = work.createIndex(place, sources, config, progress);
            progress.succeeded();
        }
        if (globals.json()) {
            JsonOutput.print(terminal.out(), JsonOutput.object("index", target, "digest", digest.toString()));
        } else {
            terminal.out().println(digest);
        }
        return ExitCode.DONE.code();
    }

    static ImageLocation location(String text) {
        try {
            return ImageLocation.parse(text, Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + text + "' is not the name of an image: " + e.getMessage(), e);
        }
    }
}
