package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the passphrase of a private key comes from. The passphrase itself is read only when it is needed. */
public sealed interface Passphrase {

    /** An environment variable. */
    record Variable(String name) implements Passphrase {}

    /** The first line of a file. */
    record InFile(Path path) implements Passphrase {}

    /** Whether it can be read here: builds may have a variable that other commands lack. */
    default boolean isAvailable(Map<String, String> environment) {
        return !(this instanceof Variable(String name)) || environment.containsKey(name);
    }

    /**
     * Reads it.
     *
     * @param environment the variables of this process
     * @throws KeyFileException if it is missing or empty, or other users can read its file
     */
    default char[] read(Map<String, String> environment) throws KeyFileException {
        return switch (this) {
            case Variable(String name) ->
                nonEmpty(Optional.ofNullable(environment.get(name)), "the environment variable " + name);
            case InFile(Path path) -> nonEmpty(firstLine(path), "the first line of the passphrase file " + path);
        };
    }

    private static char[] nonEmpty(Optional<String> text, String place) throws KeyFileException {
        String found = text.orElseThrow(() -> new KeyFileException(place + " is not set; it must be the passphrase"));
        if (found.isEmpty()) {
            throw new KeyFileException(place + " is empty; it must be the passphrase");
        }
        return found.toCharArray();
    }

    private static Optional<String> firstLine(Path path) throws KeyFileException {
        KeyFiles.requireHidden(path, "the passphrase file");
        try {
            return Optional.of(Files.readString(path).lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new KeyFileException("can't read the passphrase file " + path + ": " + KeyFiles.reason(e));
        }
    }
}
