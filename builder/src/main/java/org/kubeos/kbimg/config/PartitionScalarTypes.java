package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Set;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.TextType;

/** The types of values in an entry of {@code disk.partitions}. */
final class PartitionScalarTypes {

    static final TextType<String> LABEL = TextType.parsed(
            "a label",
            "letters, digits, and ._+-; at most 16 bytes for ext4, at most 11 uppercase letters, digits, and _-"
                    + " for fat32",
            "[\\p{L}\\p{N}][\\p{L}\\p{N}._+-]*",
            (text, _) -> label(text));
    static final TextType<DataSize> SIZE = TextType.parsed(
            "a size", "a whole number with MiB, GiB, or TiB", "\\d{1,9} ?[MGT]iB", (text, _) -> size(text));
    static final TextType<DataSize> LIMIT = TextType.parsed(
            "a limit",
            "a whole number of MiB",
            "[1-9]\\d{0,7}",
            (text, _) -> DataSize.ofMebibytes(Long.parseLong(text)));
    static final ChoiceType<FileSystem> FILE_SYSTEM =
            ChoiceType.of("a file system", List.of(FileSystem.values()), FileSystem::word, FileSystem.synonyms());
    static final TextType<String> MOUNT_POINT = TextType.parsed(
            "a mount point",
            "an absolute path of letters, digits, and ._@+-, without . or .. in it or a slash at the end",
            "(?=.{1,255}$)/" + ScalarTypes.PATH_SEGMENTS,
            (text, _) -> mountPoint(text));
    static final TextType<String> MOUNT_OPTIONS = TextType.of(
            "mount options", "such as noatime,nofail", "(?=.{1,255}$)[A-Za-z0-9._:/=@%+-]+(?:,[A-Za-z0-9._:/=@%+-]+)*");

    /** BOOT's label where a BIOS starts the machine. */
    private static final String RESERVED_LABEL = Firmware.BIOS.bootLabel();

    private static final Set<String> NEEDED_BEFORE = Set.of("/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr");
    private static final Set<String> MOUNTED_ALREADY =
            Set.of("/boot", "/dev", "/persist", "/proc", "/run", "/sys", "/tmp");

    private PartitionScalarTypes() {}

    private static String label(String text) throws InvalidValueException {
        if (text.equals(RESERVED_LABEL)) {
            throw new InvalidValueException("'" + text + "' is the label of BOOT on a machine with a legacy BIOS");
        }
        for (String standard : NodeDisk.STANDARD_LABELS) {
            if (text.equalsIgnoreCase(standard) && !text.equals(standard)) {
                throw new InvalidValueException(
                        "'" + text + "' differs from " + standard + " only in case", "use " + standard);
            }
        }
        return text;
    }

    private static DataSize size(String text) throws InvalidValueException {
        DataSize size;
        try {
            size = DataSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(text + " is too large");
        }
        if (size.bytes() > ScalarTypes.MAX_DISK.bytes()) {
            throw new InvalidValueException(
                    text + " is more than the largest supported disk has, " + ScalarTypes.MAX_DISK);
        }
        return size;
    }

    private static String mountPoint(String text) throws InvalidValueException {
        for (String directory : MOUNTED_ALREADY) {
            if (isAtOrBelow(text, directory)) {
                throw new InvalidValueException(
                        text + " can't be a mount point: " + directory + " is reserved for the system");
            }
        }
        for (String directory : NEEDED_BEFORE) {
            if (isAtOrBelow(text, directory)) {
                throw new InvalidValueException(text + " can't be a mount point: the system needs what is in "
                        + directory + " before it mounts partitions");
            }
        }
        return text;
    }

    /** Whether an absolute path is {@code directory} or lies in it. */
    static boolean isAtOrBelow(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }
}
