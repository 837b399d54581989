package org.kubeos.kbimg.config.schema;

import java.util.Optional;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Mapping;
import org.kubeos.kbimg.config.yaml.Node.Scalar;

/** Either a single value or keys with values, told apart by the look of it. */
public record TextOrMappingType<T>(TextType<T> text, MappingType<T> mapping) implements Type<T> {

    @Override
    public String noun() {
        return text.noun() + " or " + mapping.noun();
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        return switch (node) {
            case Scalar scalar when !scalar.isAbsent() -> text.read(scalar, reading);
            case Mapping keys -> mapping.read(keys, reading);
            default -> {
                reading.reportKind(node, this);
                yield Optional.empty();
            }
        };
    }
}
