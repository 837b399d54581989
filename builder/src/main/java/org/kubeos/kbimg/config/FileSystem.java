package org.kubeos.kbimg.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The file system of a partition. All that sets one apart from the others is said here, but for its writer and its partition
 * type: {@code switch}es without a default, in {@code artifact.disk}, have those. FileSystemTest finds what else a new one
 * needs: the installer's script, its kernel modules and its packages.
 */
public enum FileSystem {
    EXT4("ext4", List.of("ext2", "ext3"), DataSize.ofMebibytes(16), "nofail", 2) {
        /** Bytes of {@code s_volume_name} in the superblock. */
        private static final int MAX_LABEL = 16;

        @Override
        Optional<String> labelProblem(String label) {
            int bytes = label.getBytes(StandardCharsets.UTF_8).length;
            return bytes <= MAX_LABEL
                    ? Optional.empty()
                    : Optional.of("'" + label + "' has " + bytes + " bytes; an ext4 label has at most " + MAX_LABEL);
        }
    },
    /** It begins at 65,525 clusters of 512 bytes, and has two tables before them. */
    FAT32("vfat", List.of("vfat", "fat"), DataSize.ofMebibytes(34), "umask=0077,nofail", 0) {
        /** Microsoft's FAT specification: {@code BS_VolLab}, in the characters of a short name. */
        private static final Pattern LABEL = Pattern.compile("[A-Z0-9_-]{1,11}");

        @Override
        Optional<String> labelProblem(String label) {
            return LABEL.matcher(label).matches()
                    ? Optional.empty()
                    : Optional.of("'" + label
                            + "' is not a fat32 label: use at most 11 uppercase letters, digits, '_', and '-'");
        }
    };

    /** The one of a partition about which the config says nothing, and of both slots and PERSIST. */
    static final FileSystem DEFAULT = EXT4;

    private final String kernelName;
    private final List<String> synonyms;
    private final DataSize minSize;
    private final String bootOptions;
    private final int bootPass;

    FileSystem(String kernelName, List<String> synonyms, DataSize minSize, String bootOptions, int bootPass) {
        this.kernelName = kernelName;
        this.synonyms = synonyms;
        this.minSize = minSize;
        this.bootOptions = bootOptions;
        this.bootPass = bootPass;
    }

    /** What is wrong with a label, if anything is. */
    abstract Optional<String> labelProblem(String label);

    /** Its name in configs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kernel's name for it, as in fstab. */
    public String kernelName() {
        return kernelName;
    }

    /** The size of the smallest partition that can have it. */
    DataSize minSize() {
        return minSize;
    }

    /** The mount options of a BOOT partition, for fstab: a node whose BOOT is damaged still starts. */
    public String bootOptions() {
        return bootOptions;
    }

    /** The pass of fsck in which a BOOT partition is checked, as in fstab; 0: it is not. */
    public int bootPass() {
        return bootPass;
    }

    /** The names that people may use for one of these, each with the word that they should use. */
    static Map<String, String> synonyms() {
        return Arrays.stream(values())
                .flatMap(type -> type.synonyms.stream().map(synonym -> Map.entry(synonym, type.word())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
