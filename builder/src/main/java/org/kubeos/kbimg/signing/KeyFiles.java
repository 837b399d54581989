package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** What all files with keys have in common: PEM, a limit on their size, and permissions. */
final class KeyFiles {

    /** In bytes: more than any key or chain of certificates needs. */
    private static final int MAX_SIZE = 256 << 10;

    private KeyFiles() {}

    /** The PEM blocks of a file, at least one. */
    static List<PemBlock> pemBlocks(Path file) throws KeyFileException {
        List<PemBlock> blocks;
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new KeyFileException(file + " is larger than 256 KiB, so it is not a key file");
            }
            blocks = PemBlock.parse(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new KeyFileException("can't read " + file + ": " + reason(e));
        } catch (IOException | RuntimeException e) {
            throw damaged(file);
        }
        if (blocks.isEmpty()) {
            throw new KeyFileException(file + " has no PEM block, which begins with a line -----BEGIN …-----");
        }
        return blocks;
    }

    /** The parser's own words are left out: they may repeat what they could not parse. */
    static KeyFileException damaged(Path file) {
        return new KeyFileException(file + " is damaged: its content can't be decoded");
    }

    /** @throws KeyFileException if users other than the file's owner and group can read it */
    static void requireHidden(Path file, String noun) throws KeyFileException {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new KeyFileException("every user of this machine can read " + noun + " " + file
                        + "; remove that permission: chmod o-r " + file);
            }
        } catch (IOException e) {
            throw new KeyFileException("can't read " + noun + " " + file + ": " + reason(e));
        }
    }

    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> failure.getClass().getSimpleName();
        };
    }
}
