package org.kubeos.kbimg.rootfs.apt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/** Splits text into lines, whatever editor wrote it. */
final class LineSplitter {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Apt takes some of these for blanks and others for letters. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

    private LineSplitter() {}

    /** @throws UsageException that names the line with a character that no text has */
    static List<String> lines(String file, String text) {
        var lines = new ArrayList<String>();
        for (String line : text.replaceFirst("^" + BYTE_ORDER_MARK, "").split("\n", -1)) {
            String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            lines.add(content);
            if (CONTROL.matcher(content).find()) {
                throw new SourcePosition(file, lines.size()).error("a control character, which is not allowed here");
            }
        }
        return lines;
    }
}
