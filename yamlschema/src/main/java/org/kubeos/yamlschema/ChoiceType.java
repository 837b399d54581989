package org.kubeos.yamlschema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * A value that is one of a fixed set of words.
 *
 * @param noun such as "an architecture"
 * @param values the values by word
 * @param synonyms other common names, each with the word to suggest
 */
public record ChoiceType<T>(String noun, Map<String, T> values, Map<String, String> synonyms) implements Type<T> {

    public static <T> ChoiceType<T> of(
            String noun, List<T> values, Function<T, String> word, Map<String, String> synonyms) {
        var byWord = new LinkedHashMap<String, T>();
        values.forEach(value -> byWord.put(word.apply(value), value));
        return new ChoiceType<>(noun, byWord, synonyms);
    }

    @Override
    public Optional<T> read(Node written, ReadContext context) {
        Node node = context.resolve(written);
        if (!(node instanceof Scalar scalar) || scalar.isAbsent()) {
            context.reportKind(node, this);
            return Optional.empty();
        }
        @Nullable T value = values.get(scalar.text());
        if (value == null) {
            Optional<String> nearest = Optional.ofNullable(synonyms.get(scalar.text()))
                    .or(() -> Suggestions.to(scalar.text(), values.keySet()))
                    .filter(_ -> !context.secrets().hide(scalar));
            String expected = (values.size() == 1 ? "" : "one of ") + String.join(", ", values.keySet());
            context.report(
                    node.span(),
                    context.quote(scalar) + " is not " + noun + " that " + context.application() + " knows",
                    expected,
                    nearest.map(word -> "did you mean '" + word + "'?"));
        }
        return Optional.ofNullable(value);
    }
}
