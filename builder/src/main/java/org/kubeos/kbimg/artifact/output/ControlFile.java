package org.kubeos.kbimg.artifact.output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's format for lists of packages: paragraphs of fields, of which continuation lines begin with a blank.
 *
 * @see <a href="https://www.debian.org/doc/debian-policy/ch-controlfields.html">Debian Policy, chapter 5</a>
 */
public final class ControlFile {

    /** What dpkg says is installed, and what isn't any more. */
    public static final String DPKG_STATUS = "var/lib/dpkg/status";

    private ControlFile() {}

    /** The paragraphs in their order. Of a field with several lines, only the first one counts. */
    public static List<Map<String, String>> paragraphs(String text) {
        var paragraphs = new ArrayList<Map<String, String>>();
        for (String paragraph : text.split("\n\n+")) {
            paragraphs.add(fields(paragraph));
        }
        return paragraphs;
    }

    /** Whether a paragraph of dpkg's status file is about a package that is installed. */
    public static boolean isInstalled(Map<String, String> paragraph) {
        return paragraph.getOrDefault("Status", "").endsWith(" installed");
    }

    private static Map<String, String> fields(String paragraph) {
        var fields = new HashMap<String, String>();
        for (String line : paragraph.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith(" ")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }
}
