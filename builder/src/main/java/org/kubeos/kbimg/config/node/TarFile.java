package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.diskimage.image.FileCompression;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;

/** A tar archive on the build host, which is read in place. */
public final class TarFile {

    private TarFile() {}

    /**
     * Resolves the path of an archive.
     *
     * @param directory that relative paths are resolved against
     * @throws InvalidValueException if the file is missing, unreadable, empty, or compressed
     */
    public static Path existing(String text, Path directory) throws InvalidValueException {
        Path file = HostFiles.existing(text, directory);
        Optional<FileCompression> compression;
        try {
            if (Files.size(file) == 0) {
                throw new InvalidValueException(file + " is empty");
            }
            compression = FileCompression.of(file);
        } catch (IOException e) {
            throw new InvalidValueException("can't read " + file + ": " + e.getMessage());
        }
        if (compression.isPresent()) {
            throw new InvalidValueException(
                    file + " is compressed with " + compression.get().program(),
                    "decompress it first: " + compression.get().decompressCommand(file));
        }
        return file;
    }
}
