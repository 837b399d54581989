package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/**
 * A list of values of one type.
 *
 * @param distinct whether values must not repeat
 */
public record ListType<E>(String noun, Type<E> element, boolean distinct) implements Type<List<E>> {

    /** A list without repetitions. */
    public ListType(String noun, Type<E> element) {
        this(noun, element, true);
    }

    @Override
    public Optional<List<E>> read(Node node, ReadContext context) {
        if (!(node instanceof Sequence sequence)) {
            context.reportKind(node, this);
            return Optional.empty();
        }
        var values = new ArrayList<E>();
        Map<E, Node> seen = new HashMap<>();
        for (Node item : sequence.items()) {
            Optional<E> value = element.read(item, context);
            Node first = value.filter(_ -> distinct)
                    .map(v -> seen.putIfAbsent(v, item))
                    .orElse(null);
            if (first != null) {
                String line = first.span().lineSeenFrom(item.span());
                context.problems().add(item.span(), context.key(), "a repetition of what " + line + " lists");
            }
            value.filter(_ -> first == null).ifPresent(values::add);
        }
        return values.size() == sequence.items().size() ? Optional.of(values) : Optional.empty();
    }
}
