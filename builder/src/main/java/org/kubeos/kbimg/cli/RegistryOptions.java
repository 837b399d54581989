package org.kubeos.kbimg.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kubeos.oci.registry.HostSettings;
import picocli.CommandLine.Option;

/** The settings of registries, for commands that need nothing else from a config. */
final class RegistryOptions {

    @Option(
            names = {"-f", "--file"},
            paramLabel = "CONFIG",
            description = "A config whose 'registries' section says how to reach them.")
    private @Nullable Path file;

    Map<String, HostSettings> load(List<String> distributions) {
        return file == null
                ? Map.of()
                : ConfigOptions.Readers.of(distributions)
                        .read(file, List.of())
                        .images()
                        .registries();
    }
}
