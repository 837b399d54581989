package org.kubeos.yamlschema;

import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;

/** A type of values in a document. It validates and converts nodes. */
public sealed interface Type<T>
        permits TextType, ChoiceType, ListType, MappingType, DictionaryType, TextOrListType, TextOrMappingType {

    /** The name of such a value with its article: "a host name". */
    String noun();

    /** The value; empty if {@code node} is not of this type, which is then reported to {@code context}. */
    Optional<T> read(Node node, ReadContext context);
}
