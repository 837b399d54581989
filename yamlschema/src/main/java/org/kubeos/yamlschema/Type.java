package org.kubeos.yamlschema;

import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;

/** What may stand at a place of a document, and the value that it becomes. */
public sealed interface Type<T>
        permits TextType, ChoiceType, ListType, MappingType, MapType, TextOrListType, TextOrMappingType {

    /** What a person would call such a value, with its article: "a host name". */
    String noun();

    /** The value; empty if {@code node} is not of this type, which {@code reading} was then told. */
    Optional<T> read(Node node, ReadContext reading);
}
