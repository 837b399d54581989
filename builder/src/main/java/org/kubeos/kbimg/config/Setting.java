package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Secrets;

/**
 * A value of a config. A list of plain values gives a setting for each item, all with the same key.
 *
 * @param key with dots; of an item that is a mapping, the list's key and what the item goes by: {@code users[admin].shell}
 * @param text the value as it is written in the config, and so with the paths that are written there; for comparisons
 *     alone if it is secret
 * @param secret whether it must not be shown
 */
public record Setting(String key, String text, boolean secret) {

    private static final String MASK = "********";

    /** The keys by whose values the mappings of a list go, the first that all of them have. */
    private static final List<String> NAMES = List.of("name", "target", "label", "mount", "image", "host");

    /** The value for people. */
    public String shown() {
        return secret ? MASK : text;
    }

    @Override
    public String toString() {
        return key + ": " + shown();
    }

    /**
     * @param effective with defaults, and masks in place of secrets
     * @param written the same as it is written
     */
    static List<Setting> all(Mapping effective, Mapping written, Secrets secrets) {
        var settings = new ArrayList<Setting>();
        new Collector(secrets, settings).add("", effective, Optional.of(written));
        return List.copyOf(settings);
    }

    private record Collector(Secrets secrets, List<Setting> settings) {

        private void add(String key, Node effective, Optional<Node> written) {
            switch (effective) {
                case Scalar scalar -> addText(key, scalar, written);
                case Mapping mapping -> {
                    for (Entry entry : mapping.entries()) {
                        String name = entry.key().text();
                        add(
                                key.isEmpty() ? name : key + "." + name,
                                entry.value(),
                                written.flatMap(place -> WrittenValues.find(place, name)));
                    }
                }
                case Sequence list -> addItems(key, list, written);
                case Node.Unreadable _ -> {}
            }
        }

        private void addText(String key, Scalar effective, Optional<Node> written) {
            Scalar value = written.filter(Scalar.class::isInstance)
                    .map(Scalar.class::cast)
                    .orElse(effective);
            settings.add(new Setting(key, value.text(), secrets.hide(value)));
        }

        private void addItems(String key, Sequence list, Optional<Node> written) {
            List<String> names = names(list);
            for (int i = 0; i < list.items().size(); i++) {
                int index = i;
                Optional<Node> item = written.filter(Sequence.class::isInstance)
                        .map(place -> ((Sequence) place).items())
                        .filter(items -> index < items.size())
                        .map(items -> items.get(index));
                boolean plain = list.items().get(i) instanceof Scalar;
                add(plain ? key : key + "[" + names.get(i) + "]", list.items().get(i), item);
            }
        }

        /** What the items go by: a name that each has for itself, else their numbers. */
        private static List<String> names(Sequence list) {
            return NAMES.stream()
                    .map(name -> list.items().stream()
                            .flatMap(item -> name(item, name).stream())
                            .toList())
                    .filter(names -> names.size() == list.items().size() && new HashSet<>(names).size() == names.size())
                    .findFirst()
                    .orElseGet(() -> Stream.iterate(1, number -> number + 1)
                            .limit(list.items().size())
                            .map(String::valueOf)
                            .toList());
        }

        private static Optional<String> name(Node item, String key) {
            return WrittenValues.find(item, key)
                    .filter(Scalar.class::isInstance)
                    .map(value -> ((Scalar) value).text());
        }
    }
}
