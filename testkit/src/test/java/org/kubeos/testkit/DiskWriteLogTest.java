package org.kubeos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWriteLogTest {

    @TempDir
    private Path temp;

    @Test
    void tellsWhatQemuHasWrittenAndWhereItsBytesAre() throws IOException {
        Path log = record("write -P 1 4096 8192", "flush", "write -P 2 4096 512", "write -f -P 3 8192 1024");

        List<DiskWriteLog.Entry> entries = DiskWriteLog.read(log).entries();

        assertThat(entries).extracting(DiskWriteLog.Entry::offset).startsWith(4096L, 0L, 4096L, 8192L);
        assertThat(entries).extracting(DiskWriteLog.Entry::length).startsWith(8192L, 0L, 512L, 1024L);
        assertThat(entries.get(1).flush()).isTrue();
        assertThat(entries.getFirst().flush()).isFalse();
        assertThat(entries.getFirst().touches(0, 4096)).isFalse();
        assertThat(entries.getFirst().touches(0, 4097)).isTrue();
        assertThat(byteAt(log, entries.get(2).data())).isEqualTo(2);
        assertThat(byteAt(log, entries.get(3).data() + 1023)).isEqualTo(3);
    }

    @Test
    void anEntryThatIsCutOffDoesNotCount() throws IOException {
        Path log = record("write -P 1 0 512", "write -P 2 0 65536");
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(file.length() - 40_000);
        }

        assertThat(DiskWriteLog.read(log).entries())
                .extracting(DiskWriteLog.Entry::length)
                .containsExactly(512L);
    }

    private Path record(String... commands) throws IOException {
        Path disk = temp.resolve("disk");
        Path log = Files.createFile(temp.resolve("log"));
        QemuImg.create(disk, "raw", 1 << 20);
        var command = new ArrayList<>(List.of("qemu-io"));
        for (String each : commands) {
            command.addAll(List.of("-c", each));
        }
        command.addAll(List.of(
                "--image-opts",
                "driver=blklogwrites,log-sector-size=512,file.driver=file,file.filename=" + disk
                        + ",log.driver=file,log.filename=" + log));
        Tool.run(command, new byte[0]).expectSuccess();
        return log;
    }

    private static int byteAt(Path file, long position) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(position);
            return bytes.read();
        }
    }
}
