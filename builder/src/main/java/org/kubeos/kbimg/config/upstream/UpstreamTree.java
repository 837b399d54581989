package org.kubeos.kbimg.config.upstream;

import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/** Finds values in a tree of upstream's keys, whose kinds were checked before. */
record UpstreamTree(Node root) {

    boolean has(String path) {
        return find(path).isPresent();
    }

    /** The value at a dotted path. */
    Optional<Node> find(String path) {
        Optional<Node> node = Optional.of(root);
        for (String key : path.split("\\.")) {
            node = node.flatMap(parent -> child(parent, key));
        }
        return node;
    }

    /** The single value at a dotted path. */
    Optional<String> text(String path) {
        return find(path).map(UpstreamTree::text);
    }

    static String text(Node node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }

    private static Optional<Node> child(Node parent, String key) {
        return parent instanceof Node.Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().text().equals(key))
                        .map(Node.Entry::value)
                        .findFirst()
                : Optional.empty();
    }
}
