package org.kubeos.kbimg.config.upstream;

import java.util.List;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ReadConfig;
import org.kubeos.kbimg.config.yaml.Problem;

/**
 * A config that can be built.
 *
 * @param warnings what the file asks for and the image won't have, by position; none for a config of kbimg's own
 */
public record LoadedConfig(ReadConfig whole, List<Problem> warnings) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }

    public ImageConfig config() {
        return whole.config();
    }
}
