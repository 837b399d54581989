package org.kubeos.agent.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotDevice;
import org.kubeos.agent.upgrade.ChunkFetcher.Range;
import org.kubeos.agent.upgrade.ChunkPlan.Missing;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.slotimage.Chunk;
import org.kubeos.slotimage.SlotImage;

class ChunkFetcherTest {

    @TempDir
    Path directory;

    static Missing missing(long storedOffset, int storedLength) {
        return new Missing(List.of(new Chunk(0, 4096, Digest.of(new byte[0]), storedOffset, storedLength)));
    }

    @Test
    void asksOnceForWhatIsNear() {
        int gap = ChunkFetcher.MAX_GAP;
        List<Range> ranges = ChunkFetcher.ranges(
                List.of(missing(2000 + gap, 10), missing(0, 1000), missing(1000, 1000), missing(2011 + 2L * gap, 5)));

        assertThat(ranges).extracting(Range::start).containsExactly(0L, 2011 + 2L * gap);
        assertThat(ranges).extracting(Range::end).containsExactly(2010L + gap, 2016 + 2L * gap);
    }

    @Test
    void sharesTheWork() {
        var chunks = new ArrayList<Missing>();
        for (int i = 0; i < 100; i++) {
            chunks.add(missing(i * 100_000L, 100_000));
        }
        List<Range> ranges = ChunkFetcher.ranges(chunks);

        assertThat(ranges).allMatch(range -> range.end() - range.start() <= ChunkFetcher.MAX_RANGE);
        assertThat(ranges).hasSize(3);
        assertThat(ranges.stream().mapToInt(range -> range.chunks().size()).sum())
                .isEqualTo(100);
    }

    /** A store that gives only the whole. */
    record WholeBlobs(byte[] content, List<Long> opened) implements ContentStore {
        @Override
        public Optional<Descriptor> find(String tag) {
            return Optional.empty();
        }

        @Override
        public InputStream open(Descriptor descriptor, long offset) {
            opened.add(offset);
            return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
        }

        @Override
        public Optional<InputStream> openRange(Descriptor descriptor, long offset, long length) {
            return Optional.empty();
        }
    }

    @Test
    void fetchesTheWholeOnceWhereThereAreNoParts() throws IOException {
        TestSystem system = TestSystem.of("v2", 20);
        Path content = system.write(directory.resolve("v2.img"));
        SlotImage image = TestImage.create(directory, system, content).slotImage();
        byte[] frames;
        try (InputStream in = image.frames().open(0)) {
            frames = in.readAllBytes();
        }
        var store = new WholeBlobs(frames, new ArrayList<>());
        TestNode node = TestNode.create(directory.resolve("node"), "v1", content, TestNode.SLOT);
        try (var slot = SlotDevice.openToWrite(node.device(Slot.B))) {
            ChunkPlan plan = ChunkPlan.of(image.index().chunks(), slot, Optional.empty(), Events.NONE);
            var writer = new SlotWriter(slot);
            writer.invalidate();
            Descriptor descriptor = image.frames().descriptor();
            new ChunkFetcher(store, descriptor, writer, new Throttle(0), Events.NONE, "image").fetch(plan.missing());
            writer.complete(
                    Files.size(content),
                    (actual, _) -> assertThat(actual).isEqualTo(image.config().digest()),
                    _ -> {},
                    Events.NONE);
        }
        assertThat(store.opened()).containsExactly(0L);
    }

    @Test
    void keepsToTheBandwidth() throws IOException {
        var clock = new long[1];
        var throttle = new Throttle(1000, () -> clock[0], pause -> clock[0] += pause.toNanos());
        try (InputStream one = throttle.limit(new ByteArrayInputStream(new byte[3000]));
                InputStream other = throttle.limit(new ByteArrayInputStream(new byte[2000]))) {
            one.skipNBytes(3000);
            assertThat(other.readAllBytes()).hasSize(2000);
        }
        assertThat(clock[0]).isEqualTo(5_000_000_000L);
    }
}
