package org.kubeos.kbimg.rootfs.apt;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/** The fields of a source, collected until all of them are known to be harmless. */
final class AptSourceBuilder {

    private static final Set<String> TYPES = Set.of("deb", "deb-src");
    private static final Set<String> NO_OPTIONS = Set.of("types", "uris", "suites", "components", "enabled");

    private final SourcePosition start;
    private final Map<String, AptField> fields = new LinkedHashMap<>();

    AptSourceBuilder(SourcePosition start) {
        this.start = start;
    }

    AptSourceBuilder add(AptField field) {
        if (fields.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field) != null) {
            throw field.error("set twice for the same source. Remove one of the two.");
        }
        return this;
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * The source with binary packages; empty if there is none, or it is disabled.
     *
     * @throws UsageException that names the line that apt would not understand, or should not
     */
    Optional<AptSource> source() {
        if (find("enabled").map(AptField::isTrue).orElse(true)) {
            List<String> types = words("Types", "deb");
            types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
                throw field("types").error("apt has no source type " + type + ". Use deb or deb-src.");
            });
            var source = new AptSource(
                    matching("URIs", "https://…", AptSource.URI),
                    matching("Suites", "bookworm", AptSource.SUITE),
                    components(),
                    options());
            return Optional.of(source).filter(_ -> types.contains("deb"));
        }
        return Optional.empty();
    }

    private List<String> components() {
        List<String> suites = field("suites").words();
        boolean given =
                find("components").filter(field -> !field.words().isEmpty()).isPresent();
        if (given == suites.stream().anyMatch(suite -> suite.endsWith("/"))) {
            throw start.error(
                    given
                            ? "a suite that ends in / is a directory and has no components. Remove them."
                            : "the suite has no component. Add one, such as main, or end the suite in / if it is a"
                                    + " directory of packages.");
        }
        return given ? matching("Components", "main", AptSource.COMPONENT) : List.of();
    }

    private Map<AptOption, List<String>> options() {
        var options = new EnumMap<AptOption, List<String>>(AptOption.class);
        fields.forEach((name, field) -> {
            // Fields of other programs' own: Debian Policy, section 5.7.
            if (!NO_OPTIONS.contains(name) && !name.startsWith("x-")) {
                AptOption option = AptOption.ofField(name)
                        .orElseThrow(() -> field.error(AptOption.unknown(field.name(), AptOption::field)));
                options.put(option, option.read(field));
            }
        });
        return options;
    }

    private List<String> matching(String name, String example, Pattern pattern) {
        List<String> words = words(name, example);
        for (String word : words) {
            if (!pattern.matcher(word).matches()) {
                throw field(name)
                        .line()
                        .error("not usable for apt in " + name + ", where " + example + " would be: " + word);
            }
        }
        return words;
    }

    private List<String> words(String name, String example) {
        List<String> words = find(name).map(AptField::words).orElse(List.of());
        if (words.isEmpty()) {
            throw start.error("the source has no " + name + ". Add it, such as " + name + ": " + example);
        }
        return words;
    }

    private AptField field(String name) {
        return find(name).orElseThrow();
    }

    private Optional<AptField> find(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }
}
