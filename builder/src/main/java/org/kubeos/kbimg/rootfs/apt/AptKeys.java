package org.kubeos.kbimg.rootfs.apt;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The value of Signed-By: keyrings and fingerprints, or a key that is written out. */
final class AptKeys {

    private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";

    /** A line between those two, by RFC 9580, section 6.2. The period is deb822's empty line. */
    private static final Pattern ARMOR = Pattern.compile("\\.|[A-Za-z0-9+/=]{1,100}|[A-Za-z]{1,20}: [ -~]{0,200}");

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final Pattern FILE = Pattern.compile("/[!-~&&[^\"%\\[\\],]]+");
    private static final Pattern FINGERPRINT = Pattern.compile("(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})!?");

    private AptKeys() {}

    static boolean areWrittenOut(List<String> lines) {
        return !lines.isEmpty() && lines.getFirst().equals(BEGIN);
    }

    /** Whether apt understands a path in Signed-By. */
    static boolean canName(Path file) {
        return FILE.matcher(file.toString()).matches();
    }

    static List<String> read(AptField field) {
        if (areWrittenOut(field.words())) {
            return writtenOut(field);
        }
        List<String> keys = field.words().stream()
                .flatMap(SEPARATOR::splitAsStream)
                .filter(key -> !key.isEmpty())
                .toList();
        for (String key : keys) {
            if (!FILE.matcher(key).matches() && !FINGERPRINT.matcher(key).matches()) {
                throw field.error("neither the absolute path of a key file nor a key's full fingerprint: " + key);
            }
        }
        return keys;
    }

    private static List<String> writtenOut(AptField field) {
        List<String> lines = field.words();
        List<String> inner = lines.subList(1, Math.max(1, lines.size() - 1));
        if (!lines.getLast().equals(END)
                || !inner.stream().allMatch(line -> ARMOR.matcher(line).matches())) {
            throw field.error("not a complete key between " + BEGIN + " and " + END
                    + ". Write an empty line in it as a space and a period.");
        }
        return lines;
    }

    /** The keyrings among the words that {@link #read} has returned. */
    static Stream<Path> files(List<String> keys) {
        return areWrittenOut(keys)
                ? Stream.empty()
                : keys.stream().filter(key -> key.startsWith("/")).map(Path::of);
    }
}
