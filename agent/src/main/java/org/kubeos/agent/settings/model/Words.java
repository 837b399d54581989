package org.kubeos.agent.settings.model;

import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.request.KeyChange;

/** Values for files that know only text. */
final class Words {

    private static final int MAX_LENGTH = 4096;

    private Words() {}

    /** The value as one line of printable characters. */
    static String line(KeyChange change) throws DocumentException {
        if (!change.value().isTextual() && !change.value().isNumber()) {
            throw new DocumentException("the value must be a text or a number");
        }
        String text = change.text().strip();
        boolean printable = text.chars().allMatch(c -> c >= ' ' && c != 0x7F || c == '\t');
        if (text.isEmpty() || !printable || text.length() > MAX_LENGTH) {
            throw new DocumentException("the value must be one line of printable characters, at most " + MAX_LENGTH);
        }
        return text;
    }
}
