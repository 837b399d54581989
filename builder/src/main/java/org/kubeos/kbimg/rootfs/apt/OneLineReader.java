package org.kubeos.kbimg.rootfs.apt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/**
 * Reads {@code .list} files: a source a line, its options in brackets. Apt takes more than its manual says, such as
 * quotes
 * and {@code %74rusted=yes}; none of that is understood here, so none of it gets through.
 */
final class OneLineReader {

    private static final Pattern BLANK = Pattern.compile("[ \t]+");
    private static final Pattern ENTRY = Pattern.compile(
            "(?<type>\\S+)[ \t]+(?:\\[(?<options>[^\\[\\]]*)][ \t]+)?(?<uri>\\S+)(?<rest>(?:[ \t].*)?)");
    private static final Pattern OPTION = Pattern.compile("(?<name>[A-Za-z-]+?[+-]?)=(?<value>[A-Za-z0-9.,/_+:~@!-]+)");

    private OneLineReader() {}

    /** @throws UsageException that names the line that is not understood */
    static List<AptSource> read(String file, String text) {
        var sources = new ArrayList<AptSource>();
        List<String> lines = LineSplitter.lines(file, text);
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutComment(lines.get(i)).strip();
            if (!line.isEmpty()) {
                source(line, new SourcePosition(file, i + 1)).ifPresent(sources::add);
            }
        }
        return sources;
    }

    /** Apt's comments begin anywhere but in brackets. */
    private static String withoutComment(String line) {
        boolean inBrackets = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            inBrackets = c == '[' || inBrackets && c != ']';
            if (c == '#' && !inBrackets) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static Optional<AptSource> source(String text, SourcePosition line) {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            throw line.error("not an apt source, which has the form: deb [options] uri suite components");
        }
        List<String> rest = words(entry.group("rest"));
        var stanza = new AptSourceBuilder(line)
                .add(field("Types", List.of(entry.group("type")), line))
                .add(field("URIs", List.of(entry.group("uri")), line))
                .add(field("Suites", rest.stream().limit(1).toList(), line))
                .add(field("Components", rest.stream().skip(1).toList(), line));
        for (String option : words(Optional.ofNullable(entry.group("options")).orElse(""))) {
            stanza.add(option(option, line));
        }
        return stanza.source();
    }

    private static AptField field(String name, List<String> words, SourcePosition line) {
        return new AptField(name, words, String.join(" ", words), line);
    }

    private static AptField option(String text, SourcePosition line) {
        Matcher matcher = OPTION.matcher(text);
        if (!matcher.matches()) {
            throw line.error("expected an option of the form name=value, without spaces, quotes, or %: " + text);
        }
        String name = matcher.group("name");
        AptOption option = AptOption.ofLine(name)
                .orElseThrow(() -> line.error(text + ": " + AptOption.unknown(name, AptOption::inLine)));
        return new AptField(option.field(), List.of(matcher.group("value").split(",")), text, line);
    }

    private static List<String> words(String text) {
        return Stream.of(BLANK.split(text)).filter(word -> !word.isEmpty()).toList();
    }
}
