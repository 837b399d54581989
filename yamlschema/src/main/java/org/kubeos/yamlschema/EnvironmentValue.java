package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Unreadable;

/**
 * A reference to an environment variable in place of a single value: {@code {env: NAME}}.
 *
 * @param place the whole reference
 * @param name as written; it may be invalid
 */
record EnvironmentValue(Mapping place, Scalar name) {

    static final String KEY = "env";

    // Portable names: POSIX.1-2024, base definitions, 8.1. A password in this place by mistake hardly matches.
    static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,127}");

    private static final String EXPECTED = "the name of an environment variable: capital letters, digits and _";

    static Optional<EnvironmentValue> in(Node node) {
        return node instanceof Mapping mapping
                        && mapping.entries().size() == 1
                        && mapping.entries().getFirst() instanceof Entry(Scalar key, Scalar name)
                        && key.text().equals(KEY)
                ? Optional.of(new EnvironmentValue(mapping, name))
                : Optional.empty();
    }

    /** The variable's name; empty if {@link #name} is invalid. */
    Optional<String> variable() {
        return Optional.of(name.text()).filter(text -> NAME.matcher(text).matches());
    }

    /** The variable's value as a node of the document. */
    Node resolve(ReadContext context) {
        Optional<String> variable = variable();
        if (variable.isEmpty()) {
            context.report(name.span(), context.quote(name) + " is not the name of a variable", EXPECTED);
            return new Unreadable(place.span());
        }
        String value = context.environment().get(variable.get());
        if (value == null) {
            String advice = "set it before you call " + context.application() + ": export " + variable.get() + "=…";
            String message = "the environment has no variable " + variable.get();
            context.problems().add(name.span(), context.key(), message, Optional.empty(), Optional.of(advice));
            return new Unreadable(place.span());
        }
        Optional<String> problem = HostNames.problem(value);
        if (problem.isPresent()) {
            String message = "can't read the environment variable " + variable.get() + ": " + problem.get();
            context.problems().add(name.span(), context.key(), message, Optional.empty(), Optional.empty());
            return new Unreadable(place.span());
        }
        return new Scalar(place.span(), value, false);
    }
}
