package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ReadContext;
import org.kubeos.yamlschema.SecretFinder;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;

/** Reads configs, and reports all problems of a config at once. */
public final class ConfigReader {

    private final MappingType<ImageConfig> schema;
    private final Map<String, String> environment;

    /** @param distributions names of all distribution profiles */
    public ConfigReader(List<String> distributions) {
        this(distributions, System.getenv());
    }

    /** @param environment the variables that configs can take values from, with {@code {env: NAME}} */
    public ConfigReader(List<String> distributions, Map<String, String> environment) {
        this.schema = ConfigSchema.of(distributions);
        this.environment = environment;
    }

    /** Whether {@code name} is a top-level key of configs. */
    public static boolean isKey(String name) {
        return ConfigSchema.of(List.of()).key(name).isPresent();
    }

    /**
     * Reads {@code file} and what it extends. Relative paths in a file start from its directory.
     *
     * @param overrides values that replace those of the file, each as {@code dotted.key=value}; a value that starts with a
     *     bracket or brace is YAML, any other is text as it stands; relative paths start from the working directory
     * @throws ConfigException if the config is wrong
     * @throws UsageException if the file can't be read or an override is malformed
     */
    public ImageConfig read(Path file, List<String> overrides) {
        return read(file, ConfigFile.read(file), overrides).config();
    }

    /** Like {@link #read(Path, List)}, with the text of {@code file} already read. */
    public ReadConfig read(Path file, String text, List<String> overrides) {
        var problems = new Problems();
        return read(new ConfigLayers(schema, environment, problems).read(file, text), problems, overrides);
    }

    /**
     * Reads a config from its tree.
     *
     * @param problems those of the tree so far
     * @param overrides as for a file
     * @throws ConfigException if the config is wrong
     * @throws UsageException if an override is malformed
     */
    public ReadConfig read(ConfigTree tree, Problems problems, List<String> overrides) {
        Node root = tree.root();
        boolean complete = tree.complete();
        for (int i = 0; i < overrides.size(); i++) {
            var override = Setting.parse(i + 1, overrides.get(i), problems);
            complete &= override.complete();
            root = override.applyTo(root);
        }
        Secrets secrets = SecretFinder.find(root, complete, schema, environment).and(tree.secrets());
        // In half a document, keys would seem to be missing that just could not be read.
        Optional<ImageConfig> config = complete
                ? schema.read(root, new ReadContext(schema, "", problems, secrets, environment))
                : Optional.empty();
        if (config.isEmpty() || problems.count() > 0 || !(root instanceof Mapping mapping)) {
            throw ConfigException.of(tree.name(), problems, secrets);
        }
        return new ReadConfig(config.get(), mapping, schema, secrets);
    }
}
