package org.kubeos.yamlschema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;

/** Names that the user chooses, each once, with values; in the order written. */
public record MapType<V>(String noun, TextType<String> name, Type<V> value) implements Type<Map<String, V>> {

    @Override
    public Optional<Map<String, V>> read(Node node, ReadContext reading) {
        if (!(node instanceof Mapping mapping)) {
            reading.reportKind(node, this);
            return Optional.empty();
        }
        int before = reading.problems().count();
        Map<String, V> values = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            Optional<String> key = name.read(entry.key(), reading);
            if (key.isPresent()) {
                value.read(entry.value(), reading.at(key.get())).ifPresent(read -> values.put(key.get(), read));
            }
        }
        return reading.problems().count() == before ? Optional.of(values) : Optional.empty();
    }
}
