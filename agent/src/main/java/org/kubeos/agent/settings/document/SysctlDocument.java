package org.kubeos.agent.settings.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.agent.settings.document.TextEdits.Edit;

/**
 * A file of kernel parameters. Of several lines for a parameter, the last one counts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/sysctl.conf.5.html">sysctl.conf(5)</a>
 */
public final class SysctlDocument {

    private static final Pattern LINE = Pattern.compile(
            "(?m)^[ \\t]*-?[ \\t]*(?<name>[^\\s=#;][^=\\r\\n]*?)[ \\t]*=[ \\t]*(?<value>[^\\r\\n]*?)[ \\t]*(\\r?\\n|\\z)");

    private final String text;
    private final UnaryOperator<SysctlName> resolver;

    /** @param resolver the parameter that a name in the file stands for */
    public SysctlDocument(String text, UnaryOperator<SysctlName> resolver) {
        this.text = text;
        this.resolver = resolver;
    }

    public String text() {
        return text;
    }

    /** The value of a parameter. */
    public Optional<String> find(SysctlName name) {
        return lines(name).stream().map(Line::value).reduce((_, last) -> last);
    }

    /** This document with the value of a parameter, in the last line that sets it, or in a new line. */
    public SysctlDocument with(SysctlName name, String value) {
        List<Line> lines = lines(name);
        Edit edit = lines.isEmpty()
                ? TextEdits.insertLines(text, text.length(), name.written() + " = " + value + TextEdits.lineEnd(text))
                : lines.getLast().valueEdit(value);
        return edited(List.of(edit));
    }

    /** This document without the lines of a parameter. */
    public SysctlDocument without(SysctlName name) {
        return edited(lines(name).stream()
                .map(line -> new Edit(line.start(), line.end(), ""))
                .toList());
    }

    private SysctlDocument edited(List<Edit> edits) {
        return new SysctlDocument(TextEdits.apply(text, edits), resolver);
    }

    private record Line(int start, int end, int valueStart, String value) {

        Edit valueEdit(String replacement) {
            return new Edit(valueStart, valueStart + value.length(), replacement);
        }
    }

    private List<Line> lines(SysctlName name) {
        var lines = new ArrayList<Line>();
        Matcher matcher = LINE.matcher(text);
        while (matcher.find()) {
            if (isNamed(matcher.group("name"), name)) {
                lines.add(new Line(matcher.start(), matcher.end(), matcher.start("value"), matcher.group("value")));
            }
        }
        return lines;
    }

    private boolean isNamed(String written, SysctlName name) {
        try {
            return resolver.apply(SysctlName.parse(written)).equals(name);
        } catch (DocumentException e) {
            // A pattern of names, or nothing that sets a parameter.
            return false;
        }
    }
}
