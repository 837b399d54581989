package org.kubeos.kbimg.config.upstream;

import java.util.List;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ReadConfig;
import org.kubeos.yamlschema.yaml.Problem;

/**
 * A config that can be built.
 *
 * @param untranslated what the file asks for and the image won't have, by position; none for a config of kbimg's own
 */
public record LoadedConfig(ReadConfig complete, List<Problem> untranslated) {
    public LoadedConfig {
        untranslated = List.copyOf(untranslated);
    }

    /** What a person should know about the config and the nodes that it makes, although it can be built. */
    public List<Problem> warnings() {
        return Stream.concat(untranslated.stream(), complete.warnings().stream())
                .toList();
    }

    public ImageConfig config() {
        return complete.config();
    }
}
