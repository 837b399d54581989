package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.Optional;

/** A format of configs that is not kbimg's own. Its configs are known by their content, and translated. */
@FunctionalInterface
public interface ForeignFormat {

    /**
     * Reads {@code text} of {@code file}; empty if it is no config of this format.
     *
     * @throws ConfigException if the config is wrong
     */
    Optional<TranslatedConfig> read(Path file, String text);
}
