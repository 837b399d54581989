package org.kubeos.yamlschema;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * A single value, read as text whatever its YAML type.
 *
 * @param noun such as "a host name"
 * @param form of valid values, for messages: "letters and digits, at most 64"; may be empty
 * @param pattern that every value matches entirely
 * @param advice for invalid values; may be empty
 * @param secrecy whether values may be shown
 */
public record TextType<T>(String noun, String form, Pattern pattern, String advice, Secrecy secrecy, Parser<T> parser)
        implements Type<T> {

    /** Whether values may be shown. */
    public enum Secrecy {
        PUBLIC,
        /** Invalid values may be secrets that got here by mistake. */
        PUBLIC_IF_VALID,
        SECRET
    }

    /** In characters: more than any value needs, and little enough for any pattern. */
    private static final int MAX_LENGTH = 4096;

    private static final Pattern ANYTHING = Pattern.compile("(?s).*");

    /** Converts a text that matches the pattern. */
    @FunctionalInterface
    public interface Parser<T> {

        /** @param directory that relative paths in {@code text} are resolved against */
        T parse(String text, Path directory) throws InvalidValueException;
    }

    /** Text that matches a pattern. */
    public static TextType<String> of(String noun, String form, String pattern) {
        return parsed(noun, form, pattern, (text, _) -> text);
    }

    /** Any text of any length, such as the content of a file. */
    public static TextType<String> anything(String noun) {
        return new TextType<>(noun, "", ANYTHING, "", Secrecy.PUBLIC, (text, _) -> text);
    }

    /** Whether it is {@link #anything}. */
    boolean isAnything() {
        return pattern == ANYTHING;
    }

    /** Text that matches a pattern and is converted by {@code parser}. */
    public static <T> TextType<T> parsed(String noun, String form, String pattern, Parser<T> parser) {
        return new TextType<>(noun, form, Pattern.compile(pattern), "", Secrecy.PUBLIC, parser);
    }

    /** Text that matches a pattern and must never be shown. */
    public static TextType<String> secret(String noun, String form, String pattern, String advice) {
        return new TextType<>(noun, form, Pattern.compile(pattern), advice, Secrecy.SECRET, (text, _) -> text);
    }

    @Override
    public Optional<T> read(Node written, ReadContext context) {
        Node node = context.resolve(written);
        if (!(node instanceof Scalar scalar) || scalar.isAbsent()) {
            context.reportKind(node, this);
            return Optional.empty();
        }
        if (scalar.text().length() > MAX_LENGTH && pattern != ANYTHING
                || !pattern.matcher(scalar.text()).matches()) {
            Optional<String> hint = Optional.of(advice).filter(text -> !text.isEmpty());
            context.report(node.span(), context.quote(scalar) + " is not " + noun, expected(), hint);
            return Optional.empty();
        }
        try {
            return Optional.of(
                    parser.parse(scalar.text(), node.span().document().directory()));
        } catch (InvalidValueException e) {
            boolean hidden = secrecy != Secrecy.PUBLIC || context.secrets().hide(scalar);
            String reason = hidden ? context.quote(scalar) + " is not " + noun : e.reason();
            context.report(node.span(), reason, expected(), e.advice());
            return Optional.empty();
        }
    }

    /** Whether a value must not be shown. */
    boolean hides(Scalar scalar) {
        return switch (secrecy) {
            case PUBLIC -> false;
            case PUBLIC_IF_VALID -> !isValid(scalar);
            case SECRET -> true;
        };
    }

    private boolean isValid(Scalar scalar) {
        try {
            if (!pattern.matcher(scalar.text()).matches()) {
                return false;
            }
            parser.parse(scalar.text(), scalar.span().document().directory());
            return true;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    private String expected() {
        return form.isEmpty() ? noun : form;
    }
}
