package org.kubeos.diskimage.ext4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kubeos.diskimage.ext4.Images.MIB;
import static org.kubeos.diskimage.ext4.Images.OPTIONS;
import static org.kubeos.diskimage.ext4.Images.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode;

/** What becomes of writes that another thread does, when they fail or are not wanted any more. */
class WriteBehindTest {

    /** A disk that fails from some write on, and knows who wrote last. */
    private static final class FailingDisk implements DiskWriter {
        private final int sound;
        private int writes;
        private volatile Thread writer = Thread.currentThread();

        FailingDisk(int sound) {
            this.sound = sound;
        }

        @Override
        public long size() {
            return 64 * MIB;
        }

        @Override
        public void write(ByteBuffer source, long offset) throws IOException {
            writer = Thread.currentThread();
            if (++writes > sound) {
                throw new IOException("no space left on device");
            }
            source.position(source.limit());
        }

        @Override
        public void transferFrom(FileChannel source, long position, long count, long offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static FileNode file(String path) {
        return new FileNode.RegularFile(path, meta(0644), FileContent.of(new byte[(int) (2 * MIB)]));
    }

    @Test
    void aFailedWriteIsThrownAtTheLatestByFinish() throws IOException {
        for (int sound : new int[] {0, 1, 2, 5}) {
            var disk = new FailingDisk(sound);
            try (var ext4 = Ext4Writer.create(disk, OPTIONS)) {
                assertThatThrownBy(() -> {
                            ext4.add(file("a"));
                            ext4.add(file("b"));
                            ext4.finish();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessage("no space left on device");
            }
        }
    }

    @Test
    void aFailedWriteIsThrownByALaterFile() throws IOException {
        try (var ext4 = Ext4Writer.create(new FailingDisk(0), OPTIONS)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            ext4.add(file("file" + i));
                        }
                    })
                    .hasMessage("no space left on device");
        }
    }

    @Test
    void nobodyWritesAfterClose() throws Exception {
        var disk = new FailingDisk(Integer.MAX_VALUE);
        var ext4 = Ext4Writer.create(disk, OPTIONS);
        for (int i = 0; i < 5; i++) {
            ext4.add(file("file" + i));
        }
        ext4.close();
        int writes = disk.writes;
        assertThat(disk.writer).isNotSameAs(Thread.currentThread());
        // An executor is closed a moment before its thread has ended.
        assertThat(disk.writer.join(Duration.ofSeconds(30))).isTrue();
        assertThat(disk.writes).isEqualTo(writes);
        assertThatThrownBy(() -> ext4.add(file("late"))).isInstanceOf(IllegalStateException.class);
    }
}
