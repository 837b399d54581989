package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * Either a single value or keys with values, told apart by the look of it.
 *
 * @param ofEnvironment makes the value of one that stands in the environment
 */
public record TextOrMappingType<T>(TextType<T> text, MappingType<T> mapping, UnaryOperator<T> ofEnvironment)
        implements Type<T> {

    /** Wherever the value stands. */
    public TextOrMappingType(TextType<T> text, MappingType<T> mapping) {
        this(text, mapping, UnaryOperator.identity());
    }

    @Override
    public String noun() {
        return text.noun() + " or " + mapping.noun();
    }

    @Override
    public Optional<T> read(Node written, ReadContext reading) {
        Node node = reading.resolve(written);
        return switch (node) {
            case Scalar scalar
            when !scalar.isAbsent() -> {
                Optional<T> value = text.read(scalar, reading);
                yield node == written ? value : value.map(ofEnvironment);
            }
            case Mapping keys -> mapping.read(keys, reading);
            default -> {
                reading.reportKind(node, this);
                yield Optional.empty();
            }
        };
    }
}
