package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** What all files with keys have in common: PEM, a limit on their size, and permissions. */
final class KeyFiles {

    /** In bytes: more than any key or chain of certificates needs. */
    private static final int MAX_SIZE = 256 << 10;

    private KeyFiles() {}

    /** The PEM blocks of a file, at least one. */
    static List<PemObject> pemBlocks(Path file) throws KeyFileException {
        var blocks = new ArrayList<PemObject>();
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new KeyFileException(file + " is larger than 256 KiB, so it is not a key file");
            }
            var reader = new PemReader(new StringReader(new String(bytes, StandardCharsets.ISO_8859_1)));
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
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
