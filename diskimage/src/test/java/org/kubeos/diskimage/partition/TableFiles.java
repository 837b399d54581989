package org.kubeos.diskimage.partition;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.diskimage.raw.RawReader;
import org.kubeos.diskimage.raw.RawWriter;

/** Partition tables in image files. */
final class TableFiles {

    private TableFiles() {}

    static Path write(Path image, PartitionTable table) throws IOException {
        try (var disk = RawWriter.create(image, table.diskSize())) {
            table.write(disk);
        }
        return image;
    }

    static PartitionTable read(Path image) throws IOException {
        try (var disk = RawReader.open(image)) {
            return PartitionTable.read(disk).orElseThrow();
        }
    }
}
