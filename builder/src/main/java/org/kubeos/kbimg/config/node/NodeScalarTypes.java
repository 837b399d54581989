package org.kubeos.kbimg.config.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The types of scalar values in the settings of a node. */
public final class NodeScalarTypes {

    // useradd(8), "Caveats": names of at most 32 characters. Capital letters: systemd.io, "User/Group Name Syntax".
    private static final String NAME = "(?=.{1,32}$)[A-Za-z_][A-Za-z0-9_-]*\\$?";
    private static final String NAME_FORM = "at most 32 letters, digits, _, and -, not starting with a digit or -";

    static final TextType<String> USER = TextType.of("a user name", NAME_FORM, NAME);
    static final TextType<String> GROUP = TextType.of("a group name", NAME_FORM, NAME);

    // 65534 is nobody; 65535 and 4294967295 are "no id" of 16 and 32 bits: systemd.io, "Users, Groups, UIDs and GIDs".
    private static final Set<Long> SPECIAL_IDS = Set.of(0L, 65534L, 65535L, 4294967295L);

    static final TextType<Long> ID =
            TextType.parsed("a numeric ID", "a whole number from 1 to 4294967294", "\\d{1,10}", (text, _) -> id(text));

    public static final TextType<Integer> MODE = TextType.parsed(
            "a file mode", "octal, such as 0644", "0?[0-7]{3,4}", (text, _) -> Integer.parseInt(text, 8));

    public static final TextType<Owner> OWNER = TextType.parsed(
            "an owner",
            "user or user:group, as names or numeric IDs in the image, such as root or ops:wheel",
            "(?:[A-Za-z_][A-Za-z0-9_-]{0,31}|\\d{1,9})(?::(?:[A-Za-z_][A-Za-z0-9_-]{0,31}|\\d{1,9}))?",
            (text, _) -> Owner.parse(text));

    private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[^/\\p{Cntrl}]{1,255}";

    private static final String FIELD_FORM = "an absolute path without ., .., or a colon in it";
    private static final String FIELD = "(?=[^:]{1,1024}$)(?:/" + SEGMENT + ")+";

    static final TextType<String> DIRECTORY = TextType.of("a directory in the image", FIELD_FORM, FIELD);
    static final TextType<String> PROGRAM = TextType.of("a program in the image", FIELD_FORM, FIELD);

    /** Where file systems of the running machine hide what the image has. */
    private static final List<String> HIDDEN = List.of("/dev", "/proc", "/run", "/sys", "/tmp");

    static final TextType<String> TARGET = TextType.parsed(
            "a path in the image",
            "an absolute path without . or .. in it; if it ends with /, the source goes into that directory",
            "(?=.{1,1024}$)(?:/|(?:/" + SEGMENT + ")+/?)",
            (text, _) -> target(text));

    // sshd(8), "AUTHORIZED_KEYS FILE FORMAT": options, type, key, comment.
    private static final Pattern SSH_KEY_PARTS =
            Pattern.compile("(?:[!-~ ]{1,1024} )?(ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp(?:256|384|521)"
                    + "|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\\.com) (AAAA[A-Za-z0-9+/]+={0,2})(?:"
                    + " [^\\p{Cntrl}]*)?");

    /** A wrong one isn't shown, as it may be a private key by mistake. */
    static final TextType<String> SSH_KEY = new TextType<>(
            "an SSH public key",
            "a line from a .pub file: ssh-ed25519 AAAA… comment",
            SSH_KEY_PARTS,
            "",
            TextType.Secrecy.PUBLIC_IF_VALID,
            (text, _) -> sshKey(text));

    public static final ChoiceType<Boolean> YES_OR_NO =
            ChoiceType.of("a boolean", List.of(true, false), String::valueOf, Map.of("yes", "true", "no", "false"));

    private NodeScalarTypes() {}

    private static long id(String text) throws InvalidValueException {
        long id = Long.parseLong(text);
        if (id > 4294967295L) {
            throw new InvalidValueException(text + " is too large");
        }
        if (SPECIAL_IDS.contains(id)) {
            throw new InvalidValueException(
                    id == 0 ? "0 is root's ID" : id + " is reserved: it means nobody, or no ID");
        }
        return id;
    }

    private static String target(String text) throws InvalidValueException {
        Optional<String> problem = whyHidden(text);
        if (problem.isPresent()) {
            throw new InvalidValueException(problem.get());
        }
        return text;
    }

    /** Why the running machine doesn't see what the image has at an absolute path; empty if it does. */
    public static Optional<String> whyHidden(String path) {
        return HIDDEN.stream()
                .filter(hidden -> path.equals(hidden) || path.startsWith(hidden + "/"))
                .map(hidden -> "a file at " + path + " would be hidden: something else is mounted at " + hidden)
                .findFirst();
    }

    /** RFC 4253 section 6.6: the key is the type's name and its numbers, each after its length in four bytes. */
    private static String sshKey(String text) throws InvalidValueException {
        Matcher parts = SSH_KEY_PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not matched before");
        }
        try {
            ByteBuffer key = ByteBuffer.wrap(Base64.getDecoder().decode(parts.group(2)));
            String type = new String(field(key), StandardCharsets.US_ASCII);
            while (key.hasRemaining()) {
                field(key);
            }
            if (type.equals(parts.group(1))) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new InvalidValueException(
                "damaged", "the key is truncated, or doesn't match its type: copy the whole line");
    }

    private static byte[] field(ByteBuffer key) {
        int length = key.remaining() < Integer.BYTES ? -1 : key.getInt();
        if (length < 0 || length > key.remaining()) {
            throw new IllegalArgumentException("cut off");
        }
        byte[] bytes = new byte[length];
        key.get(bytes);
        return bytes;
    }
}
