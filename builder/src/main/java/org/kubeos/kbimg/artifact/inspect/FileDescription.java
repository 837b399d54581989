package org.kubeos.kbimg.artifact.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.kubeos.diskimage.image.FileCompression;
import org.kubeos.diskimage.image.ImageFormat;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;

/** What a file of this machine turns out to hold. */
public sealed interface FileDescription permits ImageDescription, ArchiveDescription, CompressedDescription {

    /** Where ustar's magic begins, in bytes; POSIX.1-2017, pax, "ustar Interchange Format". */
    int USTAR_MAGIC = 257;

    /** Where the header of a GPT begins on a disk of 512-byte sectors; UEFI specification, "GPT Header". */
    int GPT_SIGNATURE = 512;

    /** Bytes that tell what a file is. */
    int START = 1024;

    /**
     * Looks into a file.
     *
     * @throws UsageException if it is an image that is named in another way
     * @throws BuildException if it is nothing that kbimg knows
     * @throws IOException if it can't be read or breaks its format's rules
     */
    static FileDescription read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw refuseDirectory(file);
        }
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            throw new BuildException(file + " is empty, so it isn't a disk image.");
        }
        Optional<FileCompression> compression = FileCompression.of(file);
        if (compression.isPresent()) {
            return CompressedDescription.read(file, compression.get());
        }
        if (isTar(start(file))) {
            return ArchiveDescription.read(file);
        }
        ImageDescription image = ImageDescription.read(file);
        if (image.format() == ImageFormat.RAW && !image.hasContent()) {
            throw new BuildException(file + " is not a disk image: it has neither a partition table nor a file system"
                    + " that kbimg knows. Give an image such as out/system.qcow2, or an archive such as"
                    + " out/kubeos.tar.");
        }
        return image;
    }

    private static UsageException refuseDirectory(Path directory) {
        return Files.exists(directory.resolve("oci-layout"))
                ? new UsageException(directory + " is an OCI image layout. Inspect it as oci:" + directory + ".")
                : new UsageException(
                        directory + " is a directory, and holds no OCI image layout. Give an image such as "
                                + directory.resolve("system.qcow2") + ".");
    }

    private static byte[] start(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(START);
        }
    }

    /** Whether a file that begins like this is a tar archive. */
    static boolean isTar(byte[] start) {
        return hasAt(start, USTAR_MAGIC, "ustar");
    }

    /** Whether a file that begins like this is a disk image. */
    static boolean isDisk(byte[] start) {
        return hasAt(start, GPT_SIGNATURE, "EFI PART") || hasAt(start, 0, "QFI\u00fb");
    }

    private static boolean hasAt(byte[] start, int position, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return start.length >= position + expected.length
                && Arrays.equals(start, position, position + expected.length, expected, 0, expected.length);
    }
}
