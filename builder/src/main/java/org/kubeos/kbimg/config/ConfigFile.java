package org.kubeos.kbimg.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kubeos.kbimg.UsageException;
import org.kubeos.yamlschema.InvalidValueException;

/** Reads the text of config files. */
public final class ConfigFile {

    private static final DataSize MAX_SIZE = DataSize.ofMebibytes(2);
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ConfigFile() {}

    /**
     * The text of {@code file}, without a byte order mark.
     *
     * @throws UsageException if {@code file} can't be read, is too large to be a config, or is not UTF-8
     */
    public static String read(Path file) {
        try {
            return text(file);
        } catch (InvalidValueException e) {
            String reason = e.reason();
            throw new UsageException(Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".", e);
        }
    }

    /** Like {@link #read}, for a file that another config names. */
    static String text(Path file) throws InvalidValueException {
        byte[] bytes = bytes(file);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            long line = 1 + out.flip().chars().filter(c -> c == '\n').count();
            throw new InvalidValueException("the config " + file + " is not UTF-8: line " + line + " has the byte 0x"
                    + "%02x".formatted(in.get()) + ", which is invalid there; save the file as UTF-8");
        }
        String text = out.flip().toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static byte[] bytes(Path file) throws InvalidValueException {
        int limit = (int) MAX_SIZE.bytes();
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(limit + 1);
        } catch (NoSuchFileException e) {
            throw new InvalidValueException("there is no config " + file);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
            throw new InvalidValueException("can't read the config " + file + ": " + reason);
        }
        if (bytes.length > limit) {
            throw new InvalidValueException(
                    "the config " + file + " is larger than " + MAX_SIZE + ", the maximum size of a config");
        }
        return bytes;
    }
}
