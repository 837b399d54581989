package org.kubeos.kbimg.rootfs.apt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/**
 * Reads {@code .sources} files: stanzas of fields, as apt does, to which a line of blanks is no end of a stanza and a
 * comment no end of a field.
 *
 * @see <a href="https://manpages.debian.org/trixie/dpkg-dev/deb822.5.en.html">deb822(5)</a>
 */
final class Deb822Reader {

    private static final Pattern FIELD = Pattern.compile("(?<name>[A-Za-z][A-Za-z0-9-]*)[ \t]*:(?<value>.*)");
    private static final Pattern BLANK = Pattern.compile("[ \t]+");

    private final String file;
    private final List<String> lines;
    private final List<AptSource> sources = new ArrayList<>();
    private int next;

    private Deb822Reader(String file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** @throws UsageException that names the line that is not understood */
    static List<AptSource> read(String file, String text) {
        var reader = new Deb822Reader(file, LineSplitter.lines(file, text));
        while (reader.next < reader.lines.size()) {
            reader.readStanza();
        }
        return reader.sources;
    }

    private void readStanza() {
        var stanza = new AptSourceBuilder(here());
        while (next < lines.size() && !lines.get(next).isEmpty()) {
            if (isComment() || stanza.isEmpty() && lines.get(next).isBlank()) {
                next++;
            } else {
                stanza.add(field());
            }
        }
        next++;
        if (!stanza.isEmpty()) {
            stanza.source().ifPresent(sources::add);
        }
    }

    private AptField field() {
        SourcePosition line = here();
        String first = lines.get(next++);
        Matcher field = FIELD.matcher(first);
        if (!field.matches()) {
            throw line.error("neither 'Name: value' nor a continuation line, which starts with a space: " + first);
        }
        var values = new ArrayList<>(List.of(field.group("value").strip()));
        for (; next < lines.size() && (isComment() || isContinued()); next++) {
            if (!isComment()) {
                values.add(lines.get(next).strip());
            }
        }
        List<String> words = values.stream()
                .flatMap(value -> Stream.of(BLANK.split(value)))
                .filter(word -> !word.isEmpty())
                .toList();
        List<String> shown = values.stream().filter(value -> !value.isEmpty()).toList();
        return new AptField(
                field.group("name"),
                AptKeys.areWrittenOut(shown) ? shown : words,
                field.group("name") + (shown.isEmpty() ? "" : ": " + shown.getFirst()),
                line);
    }

    private boolean isComment() {
        return lines.get(next).startsWith("#");
    }

    private boolean isContinued() {
        return lines.get(next).startsWith(" ") || lines.get(next).startsWith("\t");
    }

    private SourcePosition here() {
        return new SourcePosition(file, next + 1);
    }
}
