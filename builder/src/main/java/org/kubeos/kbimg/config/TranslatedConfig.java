package org.kubeos.kbimg.config;

import java.util.List;
import org.kubeos.yamlschema.yaml.Problem;

/**
 * A config of another format in kbimg's own keys.
 *
 * @param keys the other format's
 * @param untranslated what could not be carried over, by position
 */
public record TranslatedConfig(ConfigTree tree, ForeignKeys keys, List<Problem> untranslated) {

    public TranslatedConfig {
        untranslated = List.copyOf(untranslated);
    }
}
