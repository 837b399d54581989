package org.kubeos.kbimg.config;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.kubeos.oci.Digest;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/**
 * A digest of the part of a config that defines the root file system, as its author wrote it. Order, comments, sources,
 * and destinations don't count: the same image in another place is the same image.
 */
final class ConfigRevision {

    private static final Set<String> ELSEWHERE =
            Set.of("disk", "pxe", "upgradeImage", "adminImage", "registries", "signing");

    /** Keys whose values are paths on the build host. */
    private static final Set<String> PLACES = Set.of("source", "agent", "path", "file", "keys", "authorities");

    private ConfigRevision() {}

    /** @param config by key */
    static Digest of(Map<String, Node> config) {
        var rootFileSystem = new TreeMap<>(config);
        rootFileSystem.keySet().removeAll(ELSEWHERE);
        var text = new StringBuilder();
        append(rootFileSystem, text);
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Texts are preceded by their length, so that no two configs yield the same text. */
    private static void append(Node node, StringBuilder text) {
        switch (node) {
            case Scalar scalar -> append(scalar.text(), text);
            case Sequence sequence -> {
                text.append('[');
                sequence.items().forEach(item -> append(item, text));
                text.append(']');
            }
            case Mapping mapping -> {
                var entries = new TreeMap<String, Node>();
                mapping.entries().forEach(entry -> entries.put(entry.key().text(), entry.value()));
                append(entries, text);
            }
            case Node.Unreadable _ -> {}
        }
    }

    private static void append(Map<String, Node> entries, StringBuilder text) {
        text.append('{');
        entries.forEach((key, value) -> {
            if (!PLACES.contains(key)) {
                append(key, text);
                append(value, text);
            }
        });
        text.append('}');
    }

    private static void append(String value, StringBuilder text) {
        text.append(value.length()).append(':').append(value);
    }
}
