package org.kubeos.yamlschema;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/** Either a single value or a list. */
public record TextOrListType<T, E>(TextType<T> text, ListType<E> list, Function<List<E>, T> ofList) implements Type<T> {

    @Override
    public String noun() {
        return text.noun() + " or " + list.noun();
    }

    @Override
    public Optional<T> read(Node node, ReadContext context) {
        return switch (context.resolve(node)) {
            case Scalar scalar when !scalar.isAbsent() -> text.read(scalar, context);
            case Sequence sequence -> list.read(sequence, context).map(ofList);
            case Node other -> {
                context.reportKind(other, this);
                yield Optional.empty();
            }
        };
    }
}
