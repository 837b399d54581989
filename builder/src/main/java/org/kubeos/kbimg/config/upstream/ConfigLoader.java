package org.kubeos.kbimg.config.upstream;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ConfigFile;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.yamlschema.yaml.Problems;

/** Reads configs of kbimg's own and of upstream's, told apart by what is in them. */
public final class ConfigLoader {

    private final ConfigReader reader;
    private final UpstreamReader upstream;

    /**
     * @param distributions names of all distribution profiles
     * @param workingDirectory what relative paths in upstream's configs start from
     */
    public ConfigLoader(List<String> distributions, Path workingDirectory) {
        this.reader = new ConfigReader(distributions);
        this.upstream = new UpstreamReader(workingDirectory);
    }

    /**
     * Reads {@code file}.
     *
     * @param overrides values in place of the file's, by this project's keys, as {@link ConfigReader#read} takes them
     * @throws ConfigException if the config is wrong, or asks for another system than this version makes
     * @throws UsageException if the file can't be read or an override is malformed
     */
    public LoadedConfig load(Path file, List<String> overrides) {
        // Once: the file may be a pipe.
        String text = ConfigFile.read(file);
        return upstream.read(file, text)
                .map(translation -> load(translation, overrides))
                .orElseGet(() -> new LoadedConfig(reader.read(file, text, overrides), List.of()));
    }

    /**
     * Reads the options of upstream's first version.
     *
     * @throws ConfigException if a value is wrong, or asks for another system than this version makes
     * @throws UsageException if an override is malformed
     */
    public LoadedConfig load(UpstreamOptions options, List<String> overrides) {
        return load(upstream.read(options), overrides);
    }

    private LoadedConfig load(Translation translation, List<String> overrides) {
        return new LoadedConfig(reader.read(translation.config(), new Problems(), overrides), translation.warnings());
    }
}
