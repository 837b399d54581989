package org.kubeos.kbimg.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.Overlay;
import org.kubeos.yamlschema.SecretFinder;
import org.kubeos.yamlschema.UniqueKeys;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.YamlReader;

/** Reads a config file and those that it extends, and merges each over its base. */
final class ConfigLayers {

    static final String KEY = "extends";

    private static final int MAX = 16;

    private final MappingType<?> schema;
    private final Map<String, String> environment;
    private final Problems problems;
    private final Map<Path, String> names = new LinkedHashMap<>();
    private Secrets secrets = Secrets.none();
    private boolean complete = true;

    ConfigLayers(MappingType<?> schema, Map<String, String> environment, Problems problems) {
        this.schema = schema;
        this.environment = environment;
        this.problems = problems;
    }

    /** The tree of {@code file}, merged over its bases; problems found so far are reported. */
    ConfigTree read(Path file, String text) {
        Node root = layer(file, text);
        return new ConfigTree(file.toString(), root, complete, secrets);
    }

    private Node layer(Path file, String text) {
        var document = Document.ofFile(file, text, names.size());
        names.put(identity(file), file.toString());
        YamlReader.Tree tree = YamlReader.read(document, text, problems);
        Node written = tree.root().orElseGet(() -> new Mapping(document.start(), List.of()));
        complete &= tree.complete();
        secrets = secrets.and(SecretFinder.find(written, tree.complete(), schema, environment));
        Node root = tree.complete() ? UniqueKeys.keepFirst(written, problems) : written;
        return root instanceof Mapping mapping ? withBase(mapping, file) : root;
    }

    private Mapping withBase(Mapping root, Path file) {
        List<Entry> own = new ArrayList<>(root.entries());
        Optional<Entry> extension =
                own.stream().filter(entry -> entry.key().text().equals(KEY)).findFirst();
        extension.ifPresent(own::remove);
        var above = new Mapping(root.span(), own);
        return extension
                .flatMap(entry -> base(entry.value(), file))
                .map(below -> Overlay.merge(below, above))
                .orElse(above);
    }

    /** The config that {@code value} names; empty if it can't be read, which is reported. */
    private Optional<Mapping> base(Node value, Path file) {
        if (!(value instanceof Scalar scalar) || scalar.isAbsent()) {
            return refuse(value, "found " + value.kind());
        }
        try {
            Path base = file.resolveSibling(scalar.text()).normalize();
            if (names.containsKey(identity(base))) {
                return refuse(value, "circular reference: " + String.join(" → ", names.values()) + " → " + base);
            }
            if (names.size() == MAX) {
                return refuse(value, "more than " + MAX + " configs extend each other");
            }
            Node below = layer(base, ConfigFile.text(base));
            return below instanceof Mapping mapping
                    ? Optional.of(mapping)
                    : refuse(value, "the file " + base + " has no keys");
        } catch (InvalidPathException e) {
            return refuse(value, "the path contains a character that file names can't contain");
        } catch (InvalidValueException e) {
            return refuse(value, e.reason());
        }
    }

    /** Keys that seem to be missing may be in the file that was not read, so they are not reported. */
    private Optional<Mapping> refuse(Node value, String message) {
        complete = false;
        problems.add(value.span(), KEY, message, Optional.of("the path of a config"), Optional.empty());
        return Optional.empty();
    }

    private static Path identity(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }
}
