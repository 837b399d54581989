package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * Either a single value or a mapping.
 *
 * @param ofEnvironment converts a value that comes from an environment variable
 */
public record TextOrMappingType<T>(TextType<T> text, MappingType<T> mapping, UnaryOperator<T> ofEnvironment)
        implements Type<T> {

    /** A type that treats values of environment variables as others. */
    public TextOrMappingType(TextType<T> text, MappingType<T> mapping) {
        this(text, mapping, UnaryOperator.identity());
    }

    @Override
    public String noun() {
        return text.noun() + " or " + mapping.noun();
    }

    @Override
    public Optional<T> read(Node written, ReadContext context) {
        Node node = context.resolve(written);
        return switch (node) {
            case Scalar scalar
            when !scalar.isAbsent() -> {
                Optional<T> value = text.read(scalar, context);
                yield node == written ? value : value.map(ofEnvironment);
            }
            case Mapping keys -> mapping.read(keys, context);
            default -> {
                context.reportKind(node, this);
                yield Optional.empty();
            }
        };
    }
}
