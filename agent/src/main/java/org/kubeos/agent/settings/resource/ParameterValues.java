package org.kubeos.agent.settings.resource;

import java.util.Arrays;
import java.util.List;

/** Values of kernel parameters, which the kernel may write in another way than it was given them. */
public final class ParameterValues {

    private ParameterValues() {}

    /** Whether two values are the same: {@code 4096 0x10} and {@code 4096<tab>16} are. */
    public static boolean same(String one, String other) {
        List<String> words = words(one);
        List<String> others = words(other);
        if (words.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).equals(others.get(i)) && !number(words.get(i)).equals(number(others.get(i)))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(String value) {
        return Arrays.asList(value.strip().split("\\s+"));
    }

    /** The kernel reads numbers as C does. What is none stays as it is. */
    private static String number(String word) {
        try {
            return Long.toString(Long.decode(word));
        } catch (NumberFormatException e) {
            return word;
        }
    }
}
