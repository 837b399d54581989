package org.kubeos.agent.settings.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.agent.settings.document.TextEdits.Edit;

/**
 * {@code limits.conf}: lines of a domain, a type, an item, and its value. A domain may have any number of them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/limits.conf.5.html">limits.conf(5)</a>
 */
public final class LimitsDocument {

    private static final Pattern LINE = Pattern.compile("(?m)^[ \\t]*(?<domain>[^\\s#]+)[ \\t]+(?<type>[^\\s#]+)[ \\t]+"
            + "(?<item>[^\\s#]+)[ \\t]+(?<value>[^\\s#]+)[^\\r\\n]*(\\r?\\n|\\z)");
    private static final Pattern DOMAIN = Pattern.compile("[^\\s#]{1,256}");

    private final String text;

    public LimitsDocument(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /**
     * This document with a limit of a domain. What the limit leaves as it is selects lines: the value of all that match, or, if
     * there is only one line, its other parts.
     *
     * @throws DocumentException if that leads to no line or to several ones
     */
    public LimitsDocument with(String domain, Limit limit) throws DocumentException {
        requireDomain(domain);
        List<Line> matching = lines(domain, limit);
        if (limit.value().isPresent() && !matching.isEmpty()) {
            // Of two lines for the same item, the later one counts.
            List<Line> edited = limit.isComplete() ? List.of(matching.getLast()) : matching;
            return edited(edited.stream()
                    .map(line -> line.value().replaced(limit.value()))
                    .toList());
        }
        if (limit.isComplete()) {
            return edited(List.of(insertion(domain, limit)));
        }
        if (limit.value().isEmpty() && !matching.isEmpty()) {
            return this;
        }
        List<Line> all = lines(domain, new Limit(Optional.empty(), Optional.empty(), Optional.empty()));
        if (all.size() != 1) {
            throw new DocumentException("\"" + domain + "\" has " + all.size()
                    + " lines, so \"_\" doesn't tell which one is meant; write type, item, and value");
        }
        Line line = all.getFirst();
        return edited(List.of(
                line.type().replaced(limit.type()),
                line.item().replaced(limit.item()),
                line.value().replaced(limit.value())));
    }

    /** Whether a domain has a line with all parts that the limit names. */
    public boolean has(String domain, Limit limit) {
        List<Line> lines = lines(domain, new Limit(limit.type(), limit.item(), Optional.empty()));
        if (limit.value().isEmpty()) {
            return !lines.isEmpty();
        }
        String value = limit.value().get();
        return limit.isComplete()
                ? !lines.isEmpty() && lines.getLast().value().text().equals(value)
                : !lines.isEmpty()
                        && lines.stream().allMatch(line -> line.value().text().equals(value));
    }

    /** Whether a domain has any line. */
    public boolean has(String domain) {
        return has(domain, new Limit(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** This document without the lines of a domain that have all parts which the limit names. */
    public LimitsDocument without(String domain, Limit limit) {
        return edited(lines(domain, limit).stream()
                .filter(line -> limit.value().isEmpty()
                        || limit.value().get().equals(line.value().text()))
                .map(line -> new Edit(line.start(), line.end(), ""))
                .toList());
    }

    /** This document without the lines of a domain. */
    public LimitsDocument without(String domain) {
        return without(domain, new Limit(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static void requireDomain(String domain) throws DocumentException {
        if (!DOMAIN.matcher(domain).matches()) {
            throw new DocumentException("not a domain, such as a user, @group, or *");
        }
    }

    private Edit insertion(String domain, Limit limit) {
        List<Line> siblings = lines(domain, new Limit(Optional.empty(), Optional.empty(), Optional.empty()));
        int position = siblings.isEmpty() ? text.length() : siblings.getLast().end();
        return TextEdits.insertLines(
                text,
                position,
                String.join(
                                " ",
                                domain,
                                limit.type().orElseThrow(),
                                limit.item().orElseThrow(),
                                limit.value().orElseThrow())
                        + TextEdits.lineEnd(text));
    }

    private LimitsDocument edited(List<Edit> edits) {
        return new LimitsDocument(TextEdits.apply(text, edits));
    }

    private record Part(int start, String text) {

        Edit replaced(Optional<String> replacement) {
            return new Edit(start, start + text.length(), replacement.orElse(text));
        }
    }

    private record Line(int start, int end, Part type, Part item, Part value) {}

    /** The lines of a domain with the limit's type and item, whatever their value. */
    private List<Line> lines(String domain, Limit limit) {
        var lines = new ArrayList<Line>();
        Matcher matcher = LINE.matcher(text);
        while (matcher.find()) {
            var line = new Line(
                    matcher.start(),
                    matcher.end(),
                    part(matcher, "type"),
                    part(matcher, "item"),
                    part(matcher, "value"));
            boolean typeMatches = limit.type().isEmpty()
                    || limit.type().get().equals(line.type().text());
            boolean itemMatches = limit.item().isEmpty()
                    || limit.item().get().equals(line.item().text());
            if (matcher.group("domain").equals(domain) && typeMatches && itemMatches) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static Part part(Matcher matcher, String name) {
        return new Part(matcher.start(name), matcher.group(name));
    }
}
