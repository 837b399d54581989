package org.kubeos.yamlschema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;

/** A mapping whose keys the user chooses, with values of one type, in the order of the document. */
public record DictionaryType<V>(String noun, TextType<String> name, Type<V> value) implements Type<Map<String, V>> {

    @Override
    public Optional<Map<String, V>> read(Node node, ReadContext context) {
        if (!(node instanceof Mapping mapping)) {
            context.reportKind(node, this);
            return Optional.empty();
        }
        int before = context.problems().count();
        Map<String, V> values = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            Optional<String> key = name.read(entry.key(), context);
            if (key.isPresent()) {
                value.read(entry.value(), context.at(key.get())).ifPresent(read -> values.put(key.get(), read));
            }
        }
        return context.problems().count() == before ? Optional.of(values) : Optional.empty();
    }
}
