package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.TextOrMappingType;
import org.kubeos.yamlschema.TextType;

/** Passwords: a hash or plain text, from the config, the environment, or a file. */
public final class PasswordSchema {

    private static final long MAX_FILE_SIZE = 4096;

    private static final String BASE64 = "[./0-9A-Za-z]";

    // crypt(5): no hash has these, which separate fields and lock accounts in shadow(5).
    private static final String SALT = "[!-~&&[^!$*:;\\\\]]";
    private static final String ROUNDS = "(?:rounds=\\d{4,9}\\$)?";

    // Each field of DES ends with a digit of 4 or fewer bits.
    private static final String DES_END = "[.26AEIMQUYcgkosw]";

    // crypt(5) of libxcrypt, "Available hashing methods", and SM3 as openEuler's libxcrypt has it.
    private static final String CRYPT = "(?:"
            + String.join(
                    "|",
                    "\\$(?:y|gy|sm3y)\\$" + BASE64 + "+\\$" + BASE64 + "{0,86}\\$" + BASE64 + "{43}",
                    "\\$7\\$" + BASE64 + "{11,97}\\$" + BASE64 + "{43}",
                    "\\$2[abxy]\\$\\d{2}\\$" + BASE64 + "{53}",
                    "\\$6\\$" + ROUNDS + SALT + "{1,16}\\$" + BASE64 + "{86}",
                    "\\$(?:5|sm3)\\$" + ROUNDS + SALT + "{1,16}\\$" + BASE64 + "{43}",
                    "\\$sha1\\$[1-9]\\d*\\$" + BASE64 + "{1,64}\\$" + BASE64 + "{28}",
                    "\\$md5(?:,rounds=[1-9]\\d*)?\\$" + BASE64 + "{8}\\${1,2}" + BASE64 + "{22}",
                    "\\$1\\$" + SALT + "{1,8}\\$" + BASE64 + "{22}",
                    "_" + BASE64 + "{18}" + DES_END,
                    BASE64 + "{12}" + DES_END)
            + ")";

    /** Marks of shadow(5) for a password that nobody can log in with. */
    private static final String LOCK = "[*!]{1,8}|\\*LK\\*|\\*NP\\*|!{1,2}" + CRYPT;

    private static final Pattern LOCKED = Pattern.compile(LOCK);
    private static final Pattern PREFIXED = Pattern.compile("(?s)\\s*[*!]*\\$[\\w,=]+\\$.*");

    /** A field of shadow(5): a hash, or a mark for no password. */
    public static final Pattern SHADOW_FIELD = Pattern.compile(CRYPT + "|" + LOCK);

    /** Of a hash, of another system's field for one, or of a line of a file with accounts. */
    private static final Pattern HASH_LIKE =
            Pattern.compile("(?s)\\s*(?:[$*!]|\\{[A-Za-z0-9.+-]{2,20}}|grub\\.pbkdf2\\.).*|\\w[\\w.-]*:[$*!].*");

    // GRUB manual, password_pbkdf2; grub-mkpasswd-pbkdf2 writes salt and hash of 64 bytes.
    private static final Pattern PBKDF2 =
            Pattern.compile("grub\\.pbkdf2\\.sha512\\.[1-9]\\d{0,8}\\.(?:[0-9A-Fa-f]{2}){8,128}\\.[0-9A-Fa-f]{128}");

    private static final Pattern GRUB_HASH_LIKE =
            Pattern.compile("(?s)\\s*(?:grub\\.pbkdf2|!*\\$[\\w,=]+\\$|[*!]+$).*");

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    /** Of an account. */
    public static final TextOrMappingType<Password> ACCOUNT = type(
            "a password",
            "a hash in crypt format, such as SHA-512 ($6$…) or yescrypt ($y$…); * or ! for no password, as in"
                    + " /etc/shadow; or plain text, which is hashed",
            new Form(
                    HASH_LIKE,
                    Pattern.compile(CRYPT),
                    LOCKED,
                    "make a hash with openssl passwd -6, also of plain text that starts with $, *, or !; to lock an"
                            + " account, use locked: true"));

    /** Of GRUB's menu. */
    public static final TextOrMappingType<Password> GRUB = type(
            "a password for GRUB",
            "a hash (grub.pbkdf2.sha512.…), or plain text, which is hashed",
            new Form(GRUB_HASH_LIKE, PBKDF2, NOTHING, "make a hash with: grub-mkpasswd-pbkdf2"));

    /** @param hashLike what must be a hash or a mark, since nobody means it as plain text */
    private record Form(Pattern hashLike, Pattern hash, Pattern lock, String advice) {
        Password parse(String text, boolean inConfig) throws InvalidValueException {
            if (lock.matcher(text).matches()) {
                return new Password.Locked(text);
            }
            if (hash.matcher(text).matches()) {
                return new Password.Hash(text);
            }
            if (hashLike.matcher(text).matches()) {
                throw new InvalidValueException("the value (not shown) is not a complete password hash", advice);
            }
            if (text.isEmpty() || text.codePoints().anyMatch(Character::isISOControl)) {
                throw new InvalidValueException("the value (not shown) is not a password that can be typed", advice);
            }
            return new Password.ClearText(text, inConfig);
        }

        Password parseFirstLine(String text) throws InvalidValueException {
            try {
                return parse(text, false);
            } catch (InvalidValueException e) {
                throw new InvalidValueException(
                        "not a password file",
                        "its first line is neither a password that can be typed nor a complete hash; " + advice);
            }
        }
    }

    private PasswordSchema() {}

    /** Whether a text is an account's password itself: neither its hash, nor anything that looks like one. */
    public static boolean isPlainText(String password) {
        return !SHADOW_FIELD.matcher(password).matches()
                && !HASH_LIKE.matcher(password).matches();
    }

    /** Whether a text that stands where only plain text is expected is meant as a hash, or as a lock, nevertheless. */
    public static boolean isMeantAsHash(String password) {
        return PREFIXED.matcher(password).matches()
                || LOCKED.matcher(password).matches()
                || !isPlainGrubPassword(password);
    }

    /** Like {@link #isPlainText}, for the password of GRUB's menu. */
    public static boolean isPlainGrubPassword(String password) {
        return !GRUB_HASH_LIKE.matcher(password).matches();
    }

    private static TextOrMappingType<Password> type(String noun, String form, Form rules) {
        Key<Password> file = Key.required(
                "file",
                TextType.parsed(
                        "a password file",
                        "the path of an existing file",
                        "(?s).*",
                        (path, directory) -> rules.parseFirstLine(ofFile(path, directory))),
                "File whose first line is the password.");
        return new TextOrMappingType<>(
                new TextType<>(
                        noun,
                        form,
                        Pattern.compile("(?s).*"),
                        rules.advice(),
                        TextType.Secrecy.SECRET,
                        (text, _) -> rules.parse(text, true)),
                MappingType.of(List.of(file), values -> values.get(file)),
                Password::keptElsewhere);
    }

    /** An invalid path may be a password by mistake, so it is not repeated. */
    private static String ofFile(String text, Path directory) throws InvalidValueException {
        try {
            Path file = HostFiles.existing(text, directory);
            if (Files.size(file) <= MAX_FILE_SIZE) {
                return Files.readString(file).lines().findFirst().orElse("");
            }
        } catch (IOException | InvalidValueException e) {
            // Reported below.
        }
        throw new InvalidValueException(
                "not a password file",
                "the file must exist, be readable, and contain at most 4096 bytes of UTF-8 text");
    }
}
