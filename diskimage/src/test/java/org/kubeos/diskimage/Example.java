package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.diskimage.partition.PartitionLayout;
import org.kubeos.diskimage.partition.PartitionRequest;
import org.kubeos.diskimage.partition.PartitionType;
import org.kubeos.diskimage.qcow2.Qcow2Options;
import org.kubeos.diskimage.qcow2.Qcow2Writer;
import org.kubeos.diskimage.tar.TarReader;

/** The example of README.md, which shows the method as it stands here. */
final class Example {

    private Example() {}

    static void archiveToDisk(Path archive, Path image) throws IOException {
        byte[] seed = "web server, version 1".getBytes(StandardCharsets.UTF_8);
        long size = 4L << 30;
        Gpt table = new PartitionLayout(size, 512, List.of(PartitionRequest.rest(PartitionType.ROOT_X86_64, "ROOT")))
                .toGpt(DerivedUuid.of(seed, "disk"), name -> DerivedUuid.of(seed, "partition " + name));
        GptPartition root = table.partitions().getFirst();
        Instant made = Instant.parse("2026-01-01T00:00:00Z");
        Ext4Options options =
                Ext4Options.of(DerivedUuid.of(seed, "root file system"), made).withLabel("ROOT");

        try (TarReader tar = TarReader.open(archive);
                DiskWriter disk = Qcow2Writer.create(image, size, Qcow2Options.defaults())) {
            table.write(disk);
            try (Ext4Writer ext4 = Ext4Writer.create(disk.slice(root.start(), root.size()), options)) {
                for (var node = tar.next(); node.isPresent(); node = tar.next()) {
                    ext4.add(node.get());
                }
                ext4.finish();
            }
        }
    }
}
