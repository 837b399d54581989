package org.kubeos.kbimg.config.upstream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kubeos.kbimg.config.ConfigTree;
import org.kubeos.kbimg.config.ForeignKeys;
import org.kubeos.kbimg.config.TranslatedConfig;
import org.kubeos.yamlschema.yaml.Problem;

/**
 * An upstream config in this project's keys. Its values keep the places where upstream's stand.
 *
 * @param keys upstream's
 * @param paths dotted keys whose values are paths of files
 * @param comments what to tell the reader about a value, by dotted key
 * @param warnings what could not be carried over, by position
 */
record Translation(
        ConfigTree config, ForeignKeys keys, Set<String> paths, Map<String, String> comments, List<Problem> warnings) {

    TranslatedConfig toConfig() {
        return new TranslatedConfig(config, keys, warnings);
    }
}
