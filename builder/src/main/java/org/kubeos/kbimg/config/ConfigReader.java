package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.Application;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ReadContext;
import org.kubeos.yamlschema.SecretFinder;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;

/** The one way in for configs: reads kbimg's own and those of a foreign format, and reports all problems of one at once. */
public final class ConfigReader {

    private final MappingType<ImageConfig> schema;
    private final Map<String, String> environment;
    private final ForeignFormat foreign;

    /** @param distributions names of all distribution profiles */
    public ConfigReader(List<String> distributions) {
        this(distributions, System.getenv());
    }

    /** @param foreign what it understands besides kbimg's own format */
    public ConfigReader(List<String> distributions, ForeignFormat foreign) {
        this(distributions, System.getenv(), foreign);
    }

    /** @param environment what configs may take values from, with {@code {env: NAME}} */
    public ConfigReader(List<String> distributions, Map<String, String> environment) {
        this(distributions, environment, (_, _) -> Optional.empty());
    }

    private ConfigReader(List<String> distributions, Map<String, String> environment, ForeignFormat foreign) {
        this.schema = ConfigSchema.of(distributions);
        this.environment = environment;
        this.foreign = foreign;
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
     * @throws ConfigException if the config is wrong, or asks for another system than this version makes
     * @throws UsageException if the file can't be read or an override is malformed
     */
    public LoadedConfig load(Path file, List<String> overrides) {
        return begin(file, overrides).finish();
    }

    /**
     * As {@link #load(Path, List)}, while checks that take long go on in the background. The result must be {@link
     * LoadedConfig#finish finished} before it counts as valid.
     */
    public LoadedConfig begin(Path file, List<String> overrides) {
        // Once: the file may be a pipe.
        return begin(file, ConfigFile.read(file), overrides);
    }

    /** As {@link #load(Path, List)}, with the text of {@code file} at hand. */
    public LoadedConfig load(Path file, String text, List<String> overrides) {
        return begin(file, text, overrides).finish();
    }

    private LoadedConfig begin(Path file, String text, List<String> overrides) {
        Optional<TranslatedConfig> translated = foreign.read(file, text);
        if (translated.isPresent()) {
            return begin(translated.get(), overrides);
        }
        var problems = new Problems();
        ConfigTree tree = new ConfigLayers(schema, environment, problems).read(file, text);
        return begin(new TranslatedConfig(tree, ForeignKeys.none(), List.of()), problems, overrides);
    }

    /** As {@link #load(Path, List)}, for a config that is translated already. */
    public LoadedConfig load(TranslatedConfig translated, List<String> overrides) {
        return begin(translated, overrides).finish();
    }

    /** As {@link #begin(Path, List)}, for a config that is translated already. */
    public LoadedConfig begin(TranslatedConfig translated, List<String> overrides) {
        return begin(translated, new Problems(), overrides);
    }

    /** As {@link #load(Path, List)}, for the config alone. */
    public ImageConfig read(Path file, List<String> overrides) {
        return load(file, overrides).config();
    }

    /** @param problems those of the tree so far */
    private LoadedConfig begin(TranslatedConfig translated, Problems problems, List<String> overrides) {
        ConfigTree tree = translated.tree();
        Node root = tree.root();
        boolean complete = tree.complete();
        for (int i = 0; i < overrides.size(); i++) {
            var override = ConfigOverride.parse(i + 1, overrides.get(i), problems);
            complete &= override.complete();
            root = override.applyTo(root);
        }
        Secrets secrets = SecretFinder.find(root, complete, schema, environment).and(tree.secrets());
        // In half a document, keys would seem to be missing that just could not be read.
        Optional<ImageConfig> config = complete
                ? schema.read(root, new ReadContext(Application.text(), schema, "", problems, secrets, environment))
                : Optional.empty();
        if (config.isEmpty() || problems.count() > 0 || !(root instanceof Mapping mapping)) {
            problems.finish();
            throw ConfigException.of(tree.name(), problems.withKeys(translated.keys()::at), secrets);
        }
        return new LoadedConfig(tree.name(), config.get(), mapping, schema, secrets, translated, problems);
    }
}
