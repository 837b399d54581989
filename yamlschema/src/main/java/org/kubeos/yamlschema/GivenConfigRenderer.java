package org.kubeos.yamlschema;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Secrets;

/**
 * Renders a valid document for other programs and machines: as it was written, without defaults, secrets, contents of files, and
 * absolute paths of this machine, of which the last name is left.
 */
public final class GivenConfigRenderer {

    private static final String MASK = "********";

    /** Keys of references to files in place of a value. */
    private static final String FILE = "file";

    /** An absolute path, after the kind of what lies there if that is given: {@code oci:/srv/os}, {@code file:///srv/mirror}. */
    private static final Pattern PLACE = Pattern.compile("([a-z][a-z0-9+-]*:)?(?://(?:localhost)?(?=/))?/(?!/).*");

    private final Secrets secrets;

    private GivenConfigRenderer(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The document as maps, lists, and texts. */
    public static Map<String, Object> tree(Mapping document, MappingType<?> schema, Secrets secrets) {
        return new GivenConfigRenderer(secrets).mapping(document, schema);
    }

    private Map<String, Object> mapping(Mapping given, Type<?> type) {
        var values = new LinkedHashMap<String, Object>();
        for (Entry entry : given.entries()) {
            String name = entry.key().text();
            values.put(
                    name,
                    name.equals(FILE) && entry.value() instanceof Scalar file && !secrets.hide(file)
                            ? withoutDirectories(file.text())
                            : value(entry.value(), typeOf(name, type)));
        }
        return values;
    }

    private static Type<?> typeOf(String key, Type<?> type) {
        return switch (type) {
            case MappingType<?> section ->
                section.key(key).<Type<?>>map(Key::type).orElse(type);
            case TextOrMappingType<?> either -> typeOf(key, either.mapping());
            default -> type;
        };
    }

    private Object value(Node node, Type<?> type) {
        return switch (node) {
            case Scalar scalar -> text(scalar, type);
            case Sequence list -> {
                List<Object> items = new ArrayList<>();
                list.items().forEach(item -> items.add(value(item, elementOf(type))));
                yield items;
            }
            case Mapping mapping -> mapping(mapping, type);
            case Node.Unreadable _ -> MASK;
        };
    }

    private static Type<?> elementOf(Type<?> type) {
        return switch (type) {
            case ListType<?> list -> list.element();
            case TextOrListType<?, ?> either -> either.list().element();
            default -> type;
        };
    }

    private String text(Scalar scalar, Type<?> type) {
        Optional<TextType<?>> text = textType(type);
        if (secrets.hide(scalar) || text.filter(TextType::isAnything).isPresent()) {
            return MASK;
        }
        boolean mayBePlace = scalar.text().contains("file:")
                || text.filter(of -> !isText(scalar, of)).isPresent();
        return mayBePlace ? withoutDirectories(scalar.text()) : scalar.text();
    }

    private static Optional<TextType<?>> textType(Type<?> type) {
        return switch (type) {
            case TextType<?> plain -> Optional.of(plain);
            case TextOrListType<?, ?> either -> Optional.of(either.text());
            case TextOrMappingType<?> either -> Optional.of(either.text());
            default -> Optional.empty();
        };
    }

    /** Whether the value is a text and nothing else, as paths in an image are. Paths of this machine are not. */
    private static boolean isText(Scalar scalar, TextType<?> type) {
        try {
            return type.parser().parse(scalar.text(), scalar.span().document().directory()) instanceof String;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    private static String withoutDirectories(String text) {
        Matcher place = PLACE.matcher(text);
        if (!place.matches()) {
            return text;
        }
        String kind = place.group(1) == null ? "" : place.group(1);
        Path name = Path.of(text.substring(kind.length())).getFileName();
        return kind + (name == null ? "" : name);
    }
}
