package org.kubeos.yamlschema;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * A single value, whatever it looks like to YAML.
 *
 * @param noun such as "a host name"
 * @param form what makes it one, for the reader of a message: "letters and digits, at most 64"; may be empty
 * @param pattern matches the whole of every value
 * @param advice what to try when it isn't one; may be empty
 * @param secret never shown
 */
public record TextType<T>(String noun, String form, Pattern pattern, String advice, boolean secret, Parser<T> parser)
        implements Type<T> {

    /** More than any value needs, and little enough for any pattern. */
    private static final int MAX_LENGTH = 4096;

    private static final Pattern ANYTHING = Pattern.compile("(?s).*");

    /** Makes the value of a text that matches the pattern. */
    @FunctionalInterface
    public interface Parser<T> {

        /** @param directory where relative paths in {@code text} start */
        T parse(String text, Path directory) throws InvalidValueException;
    }

    public static TextType<String> of(String noun, String form, String pattern) {
        return parsed(noun, form, pattern, (text, _) -> text);
    }

    /** Text of any length, such as a file's. */
    public static TextType<String> anything(String noun) {
        return new TextType<>(noun, "", ANYTHING, "", false, (text, _) -> text);
    }

    public static <T> TextType<T> parsed(String noun, String form, String pattern, Parser<T> parser) {
        return new TextType<>(noun, form, Pattern.compile(pattern), "", false, parser);
    }

    public static TextType<String> secret(String noun, String form, String pattern, String advice) {
        return new TextType<>(noun, form, Pattern.compile(pattern), advice, true, (text, _) -> text);
    }

    @Override
    public Optional<T> read(Node written, ReadContext reading) {
        Node node = reading.resolve(written);
        if (!(node instanceof Scalar scalar) || scalar.isAbsent()) {
            reading.reportKind(node, this);
            return Optional.empty();
        }
        if (scalar.text().length() > MAX_LENGTH && pattern != ANYTHING
                || !pattern.matcher(scalar.text()).matches()) {
            Optional<String> hint = Optional.of(advice).filter(text -> !text.isEmpty());
            reading.report(node.span(), reading.quote(scalar) + " is not " + noun, expected(), hint);
            return Optional.empty();
        }
        try {
            return Optional.of(
                    parser.parse(scalar.text(), node.span().document().directory()));
        } catch (InvalidValueException e) {
            boolean hidden = secret || reading.secrets().hide(scalar);
            String reason = hidden ? reading.quote(scalar) + " is not " + noun : e.reason();
            reading.report(node.span(), reason, expected(), e.advice());
            return Optional.empty();
        }
    }

    private String expected() {
        return form.isEmpty() ? noun : form;
    }
}
