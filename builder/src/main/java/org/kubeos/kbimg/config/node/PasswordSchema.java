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

    // crypt(5). The salt leaves out ':' and blanks, which would break the shadow file.
    public static final Pattern CRYPT =
            Pattern.compile("\\$6\\$(?:rounds=\\d{4,9}\\$)?[!-9;-~&&[^$]]{1,16}\\$[./A-Za-z0-9]{86}"
                    + "|\\$5\\$(?:rounds=\\d{4,9}\\$)?[!-9;-~&&[^$]]{1,16}\\$[./A-Za-z0-9]{43}"
                    + "|\\$1\\$[!-9;-~&&[^$]]{1,8}\\$[./A-Za-z0-9]{22}"
                    + "|\\$y\\$[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{1,86}\\$[./A-Za-z0-9]{43}");

    // GRUB manual, password_pbkdf2; grub-mkpasswd-pbkdf2 writes salt and hash of 64 bytes.
    private static final Pattern PBKDF2 =
            Pattern.compile("grub\\.pbkdf2\\.sha512\\.[1-9]\\d{0,8}\\.(?:[0-9A-Fa-f]{2}){8,128}\\.[0-9A-Fa-f]{128}");

    /** Of an account. */
    public static final TextOrMappingType<Password> ACCOUNT = type(
            "a password",
            "a hash in crypt format: SHA-512 ($6$…), yescrypt ($y$…), or, from old systems, MD5 ($1$…) or"
                    + " SHA-256 ($5$…); or plain text, which is hashed",
            Pattern.compile("\\$.*"),
            CRYPT,
            "make a hash with: openssl passwd -6");

    /** Of GRUB's menu. */
    public static final TextOrMappingType<Password> GRUB = type(
            "a password for GRUB",
            "a hash (grub.pbkdf2.sha512.…), or plain text, which is hashed",
            Pattern.compile("grub\\.pbkdf2.*|\\$\\d\\$.*"),
            PBKDF2,
            "make a hash with: grub-mkpasswd-pbkdf2");

    private record Form(Pattern hashLike, Pattern hash, String advice) {
        Password parse(String text, boolean inConfig) throws InvalidValueException {
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

    private static TextOrMappingType<Password> type(
            String noun, String form, Pattern hashLike, Pattern hash, String advice) {
        var rules = new Form(hashLike, hash, advice);
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
                        advice,
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
