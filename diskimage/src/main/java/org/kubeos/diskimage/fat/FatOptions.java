package org.kubeos.diskimage.fat;

import java.time.Instant;
import java.util.Optional;

/**
 * Options of a new FAT file system.
 *
 * @param type the type; empty: FAT32 from 512 MiB on, FAT16 below, as mkfs.fat chooses
 * @param label up to 11 ASCII characters without {@code "*+,./:;<=>?[\]|}; empty for none
 * @param volumeId the volume's serial number, which Linux shows as UUID
 * @param sectorSize bytes in a logical sector of the disk: 512 or 4096
 * @param time the time of the label and of directories that nobody adds
 */
public record FatOptions(Optional<FatType> type, String label, int volumeId, int sectorSize, Instant time) {

    static final int LABEL_LENGTH = 11;

    private static final String NOT_IN_LABEL = "\"*+,./:;<=>?[\\]|";

    /** @throws IllegalArgumentException if the label or the sector size is not as described */
    public FatOptions {
        if (label.length() > LABEL_LENGTH) {
            throw new IllegalArgumentException("volume label is longer than " + LABEL_LENGTH + " characters: " + label);
        }
        if (!label.chars().allMatch(c -> c >= ' ' && c < 0x7F && NOT_IN_LABEL.indexOf(c) < 0)
                || label.startsWith(" ")
                || label.endsWith(" ")) {
            throw new IllegalArgumentException("volume label has a character that FAT does not allow there: " + label);
        }
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new IllegalArgumentException("sector size must be 512 or 4096, not " + sectorSize);
        }
    }

    /** Options for 512-byte sectors, with the type chosen by size and no label. */
    public static FatOptions of(int volumeId, Instant time) {
        return new FatOptions(Optional.empty(), "", volumeId, 512, time);
    }

    public FatOptions withType(FatType newType) {
        return new FatOptions(Optional.of(newType), label, volumeId, sectorSize, time);
    }

    public FatOptions withLabel(String newLabel) {
        return new FatOptions(type, newLabel, volumeId, sectorSize, time);
    }

    public FatOptions withSectorSize(int newSectorSize) {
        return new FatOptions(type, label, volumeId, newSectorSize, time);
    }
}
