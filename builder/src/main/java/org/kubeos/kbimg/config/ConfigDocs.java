package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.yamlschema.JsonSchema;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.Template;
import org.kubeos.yamlschema.TextOrMappingType;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Secrets;

/** Help for authors of configs: the JSON Schema, and a starter config. */
public final class ConfigDocs {

    private static final String HEAD = """
            # What a KubeOS node is made of. Take the # from a line to set its key.
            # For completion in an editor: kbimg schema >kbimg.schema.json, and begin this file with the line
            #   # yaml-language-server: $schema=kbimg.schema.json
            """;

    private final List<String> distributions;

    /** @param distributions names of all distribution profiles */
    public ConfigDocs(List<String> distributions) {
        this.distributions = distributions;
    }

    /** The config's JSON Schema, as maps and lists. */
    public Map<String, Object> jsonSchema() {
        return JsonSchema.of(ConfigSchema.of(distributions), "The config of kbimg", ConfigLayers.KEY);
    }

    /** The keys of single values and of lists, as {@code dotted.key}: those that overrides can set. */
    public List<String> keys() {
        return keys(ConfigSchema.of(distributions), "").toList();
    }

    private static Stream<String> keys(MappingType<?> mapping, String prefix) {
        return mapping.keys().stream().flatMap(key -> {
            String name = prefix + key.name();
            return switch (key.type()) {
                case MappingType<?> inner -> keys(inner, name + ".");
                case TextOrMappingType<?> either -> Stream.concat(Stream.of(name), keys(either.mapping(), name + "."));
                default -> Stream.of(name);
            };
        });
    }

    /**
     * A starter config: all keys with their descriptions, those without a value as comments.
     *
     * @param file where it goes: relative paths start from its directory
     * @param settings each as {@code dotted.key=value}
     * @throws ConfigException if a value is wrong
     * @throws org.kubeos.kbimg.UsageException if one of {@code settings} is malformed
     */
    public String newConfig(Path file, List<String> settings) {
        var empty = new Mapping(Document.ofFile(file, "").start(), List.of());
        var tree = new ConfigTree(file.toString(), empty, true, Secrets.none());
        var config = new ConfigReader(distributions)
                .load(new TranslatedConfig(tree, ForeignKeys.none(), List.of()), settings);
        return HEAD + Template.of(config.tree(), ConfigSchema.of(distributions));
    }
}
