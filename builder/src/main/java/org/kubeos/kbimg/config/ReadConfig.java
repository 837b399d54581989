package org.kubeos.kbimg.config;

import org.kubeos.kbimg.config.schema.Effective;
import org.kubeos.kbimg.config.schema.MappingType;
import org.kubeos.kbimg.config.yaml.Node.Mapping;
import org.kubeos.kbimg.config.yaml.Secrets;

/** A config without problems, and how to tell people what it comes to. */
public final class ReadConfig {

    private final ImageConfig config;
    private final Mapping tree;
    private final MappingType<?> schema;
    private final Secrets secrets;

    ReadConfig(ImageConfig config, Mapping tree, MappingType<?> schema, Secrets secrets) {
        this.config = config;
        this.tree = tree;
        this.schema = schema;
        this.secrets = secrets;
    }

    Mapping tree() {
        return tree;
    }

    public ImageConfig config() {
        return config;
    }

    /** All of it as YAML, with what other files, options and defaults bring to it, and without secrets. */
    public String effective() {
        return Effective.text(tree, schema, secrets);
    }
}
