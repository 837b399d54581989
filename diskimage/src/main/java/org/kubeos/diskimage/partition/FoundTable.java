package org.kubeos.diskimage.partition;

import java.util.Optional;
import org.kubeos.diskimage.CorruptImageException;

/**
 * A partition table as it was found on a disk.
 *
 * @param damage what is wrong with the main copy of a GPT, if {@code table} comes from its backup; such a disk works, but
 *     should be repaired before the backup is lost too
 */
public record FoundTable(PartitionTable table, Optional<CorruptImageException> damage) {

    static FoundTable whole(PartitionTable table) {
        return new FoundTable(table, Optional.empty());
    }
}
