package org.kubeos.diskimage.fat;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The 8.3 names of a directory's files, as the 11 characters of a directory entry: {@code "BOOTX64 EFI"}.
 *
 * <p>A name that is one but for its case keeps it; the others get an alias with a number (FAT specification, "The
 * Basis-Name Generation Algorithm"). Aliases are ASCII, so that they mean the same in every code page.
 */
final class ShortNames {

    private static final int BASE_LENGTH = 8;
    private static final int EXTENSION_LENGTH = 3;
    /** How much of the base is left with a one-digit number: what names must share to share a count. */
    private static final int STEM_LENGTH = 6;

    private static final int LAST_NUMBER = 999_999;
    private static final String PUNCTUATION = "!#$%&'()-@^_`{}~";

    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    private ShortNames() {}

    /** Short names, each of its own, for the names of one directory, which differ in more than case. */
    static Map<String, String> assign(Collection<String> names) {
        var shortNames = new ShortNames();
        Map<String, String> assigned = new LinkedHashMap<>();
        for (String name : names) {
            if (isShort(toUpperCase(name))) {
                String alias = padded(toUpperCase(name));
                shortNames.taken.add(alias);
                assigned.put(name, alias);
            }
        }
        for (String name : names) {
            assigned.computeIfAbsent(name, shortNames::alias);
        }
        return assigned;
    }

    /** Whether the name is an 8.3 name as it stands, so that it needs no long one. */
    static boolean isShort(String name) {
        int dot = name.indexOf('.');
        String base = dot < 0 ? name : name.substring(0, dot);
        String extension = dot < 0 ? "" : name.substring(dot + 1);
        return !base.isEmpty()
                && base.length() <= BASE_LENGTH
                && extension.length() <= EXTENSION_LENGTH
                && (dot < 0 || !extension.isEmpty())
                && (base + extension).chars().allMatch(ShortNames::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PUNCTUATION.indexOf(c) >= 0;
    }

    private String alias(String name) {
        int dot = name.lastIndexOf('.');
        String base = dot <= 0 ? name : name.substring(0, dot);
        String extension = cut(allowed(dot <= 0 ? "" : name.substring(dot + 1)), EXTENSION_LENGTH);
        String stem = allowed(base);
        String key = cut(stem, STEM_LENGTH) + '.' + extension;
        for (int number = numbers.getOrDefault(key, 0) + 1; number <= LAST_NUMBER; number++) {
            String tail = "~" + number;
            String alias = padded(cut(stem, BASE_LENGTH - tail.length()) + tail + '.' + extension);
            if (taken.add(alias)) {
                numbers.put(key, number);
                return alias;
            }
        }
        throw new AssertionError("a directory can't have that many entries");
    }

    /** Upper case, without spaces and dots, and {@code _} for every other character that a short name can't have. */
    private static String allowed(String text) {
        var allowed = new StringBuilder();
        toUpperCase(text)
                .codePoints()
                .filter(c -> c != ' ' && c != '.')
                .forEach(c -> allowed.append(isAllowed(c) ? (char) c : '_'));
        return allowed.toString();
    }

    /** Upper case of ASCII letters only: ß or ı must not become letters that make the name a short one. */
    private static String toUpperCase(String text) {
        var upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            if (upper.charAt(i) >= 'a' && upper.charAt(i) <= 'z') {
                upper.setCharAt(i, (char) (upper.charAt(i) - 'a' + 'A'));
            }
        }
        return upper.toString();
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }

    private static String padded(String shortName) {
        int dot = shortName.indexOf('.');
        var padded = new StringBuilder(dot < 0 ? shortName : shortName.substring(0, dot));
        padded.repeat(' ', BASE_LENGTH - padded.length());
        padded.append(dot < 0 ? "" : shortName.substring(dot + 1));
        return padded.repeat(' ', BASE_LENGTH + EXTENSION_LENGTH - padded.length())
                .toString();
    }
}
