package org.kubeos.kbimg.artifact.installer;

import java.util.List;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.diskimage.partition.Mbr;
import org.kubeos.diskimage.partition.MbrPartition;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.diskimage.partition.PartitionLayout;
import org.kubeos.diskimage.partition.PartitionTable;

/**
 * A partition table as a script of sfdisk(8), for a disk of another size: the last partition takes the rest. UUIDs are
 * left to sfdisk, so that no two machines' disks have the same ones.
 */
final class PartitionScript {

    private static final long UNIT = PartitionLayout.ALIGNMENT;

    private final StringBuilder text = new StringBuilder();

    private PartitionScript() {}

    static String of(PartitionTable table) {
        var script = new PartitionScript();
        switch (table) {
            case Gpt gpt -> script.add(gpt);
            case Mbr mbr -> script.add(mbr);
        }
        return script.text.toString();
    }

    private void add(Gpt table) {
        // sfdisk by itself would leave the sectors before 1 MiB out of what may be used.
        text.append("label: gpt\nfirst-lba: 34\n");
        for (GptPartition partition : table.partitions()) {
            addPlace(partition, table.partitions());
            text.append(", type=").append(partition.type());
            text.append(", name=\"").append(partition.name()).append("\"\n");
        }
    }

    private void add(Mbr table) {
        text.append("label: dos\n");
        boolean extended = false;
        for (MbrPartition partition : table.partitions()) {
            if (partition.logical() && !extended) {
                // The record of a logical partition lies before it.
                text.append("start=").append(partition.start() / UNIT - 1).append("MiB, type=5\n");
                extended = true;
            }
            addPlace(partition, table.partitions());
            text.append(", type=").append(Integer.toHexString(partition.type()));
            text.append(partition.active() ? ", bootable\n" : "\n");
        }
    }

    private void addPlace(Partition partition, List<? extends Partition> all) {
        text.append("start=").append(partition.start() / UNIT).append("MiB");
        if (!partition.equals(all.getLast())) {
            text.append(", size=").append(partition.size() / UNIT).append("MiB");
        }
    }
}
