package org.kubeos.kbimg.config.node;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;

/** Published example passwords: kbimg's own and those of the original kbimg's guide. */
public final class WellKnownPasswords {

    private static final List<String> TEXTS = List.of("kubeos", "openEuler12#$", "foo", "bar");

    // A hash is tried only where that takes no longer than one of default strength. $1$ has no other.
    private static final int MAX_ROUNDS = 10_000;
    private static final Pattern CRYPT = Pattern.compile("(\\$([156])\\$(?:rounds=(\\d+)\\$)?[^$]+\\$)[^$]+");
    private static final Pattern PBKDF2 =
            Pattern.compile("grub\\.pbkdf2\\.sha512\\.(\\d+)\\.([0-9A-Fa-f]+)\\.[0-9A-Fa-f]+");

    private WellKnownPasswords() {}

    /** Whether {@code password} is one of them. Hashes of yescrypt, or of many rounds, are assumed not to be. */
    public static boolean contain(Password password) {
        return switch (password) {
            case Password.ClearText(String text, boolean _) -> TEXTS.contains(text);
            case Password.Locked _ -> false;
            case Password.Hash(String hash) -> TEXTS.stream().anyMatch(text -> isHashOf(text, hash));
        };
    }

    private static boolean isHashOf(String text, String hash) {
        Matcher crypt = CRYPT.matcher(hash);
        if (crypt.matches()) {
            return isCheap(crypt, 3) && crypt(text, crypt).equals(hash);
        }
        Matcher grub = PBKDF2.matcher(hash);
        return grub.matches()
                && isCheap(grub, 1)
                && GrubPassword.hash(text, Integer.parseInt(grub.group(1)), grub.group(2))
                        .equalsIgnoreCase(hash);
    }

    private static boolean isCheap(MatchResult hash, int roundsGroup) {
        String rounds = hash.group(roundsGroup);
        return rounds == null || Long.parseLong(rounds) <= MAX_ROUNDS;
    }

    private static String crypt(String text, MatchResult hash) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (hash.group(2)) {
            case "1" -> Md5Crypt.md5Crypt(bytes, hash.group(1));
            case "5" -> Sha2Crypt.sha256Crypt(bytes, hash.group(1));
            default -> Sha2Crypt.sha512Crypt(bytes, hash.group(1));
        };
    }
}
