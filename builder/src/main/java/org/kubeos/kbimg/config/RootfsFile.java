package org.kubeos.kbimg.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.diskimage.image.FileCompression;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The path of a rootfs archive of the user's. */
final class RootfsFile {

    static final TextType<Path> TYPE =
            TextType.parsed("a rootfs archive", "the path of an existing tar file", "(?s).*", RootfsFile::parse);

    private RootfsFile() {}

    private static Path parse(String text, Path directory) throws InvalidValueException {
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
