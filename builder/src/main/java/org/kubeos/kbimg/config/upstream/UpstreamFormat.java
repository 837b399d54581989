package org.kubeos.kbimg.config.upstream;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ForeignKeys;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.YamlReader;

/** The formats that upstream's configs came in. */
enum UpstreamFormat {
    RUST_TOML("upstream's kbimg.toml", RustConfig.SCHEMA),
    GO_YAML("upstream's kbimg.yaml", GoConfig.SCHEMA),
    OPTIONS("upstream's options", GoConfig.OPTIONS);

    // A table header or an assignment. Neither can start a mapping in YAML.
    private static final Pattern TOML_LINE = Pattern.compile("\\[\\[?\\s*[\\w.\"'-]++\\s*\\].*|[\\w.\"'-]++\\s*+=.*");

    private final String title;
    private final MappingType<?> schema;

    UpstreamFormat(String title, MappingType<?> schema) {
        this.title = title;
        this.schema = schema;
    }

    /** Its name in messages. */
    String title() {
        return title;
    }

    /** The keys of a document of this format. Options are named in messages by themselves. */
    ForeignKeys keys(Mapping document) {
        return switch (this) {
            case RUST_TOML -> ForeignKeys.of(document, RustConfig.KEYS);
            case GO_YAML -> ForeignKeys.of(document, GoConfig.KEYS);
            case OPTIONS -> ForeignKeys.none();
        };
    }

    MappingType<?> schema() {
        return schema;
    }

    /** Whether the first line that is neither empty nor a comment is TOML. */
    static boolean isToml(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> TOML_LINE.matcher(line).matches())
                .isPresent();
    }

    /** Whether a YAML document has a section of upstream's. */
    static boolean isGoYaml(YamlReader.Tree tree) {
        return tree.root().orElse(null) instanceof Mapping mapping
                && mapping.entries().stream().map(Node.Entry::key).anyMatch(key -> GO_YAML.has(key.text()));
    }

    /**
     * The name in messages of the format that the top-level {@code key} belongs to; empty if it is this one, or
     * unknown.
     */
    Optional<String> foreignTitle(String key) {
        if (schema.key(key).isPresent()) {
            return Optional.empty();
        }
        Optional<String> other = Stream.of(RUST_TOML, GO_YAML)
                .filter(format -> format != this && format.has(key))
                .map(UpstreamFormat::title)
                .findFirst();
        return other.or(() -> Optional.of("kbimg's own config").filter(_ -> ConfigReader.isKey(key)));
    }

    private boolean has(String section) {
        return schema.keys().stream().map(Key::name).anyMatch(section::equalsIgnoreCase);
    }
}
