package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.upgrade.ChunkPlan.Copy;
import org.kubeos.agent.upgrade.ChunkPlan.Missing;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Digest;
import org.kubeos.slotimage.Chunk;
import org.kubeos.slotimage.Chunker;
import org.kubeos.slotimage.SlotImage;

/**
 * A slot image: only the chunks that neither slot has are fetched. What the slot already has where it belongs is left alone, so a
 * second attempt goes on where the first was cut.
 *
 * @param where the image's name, for messages
 */
record ChunkedContent(SlotImage image, ContentStore store, String where) implements SlotContent {

    @Override
    public Optional<String> version() {
        return Optional.of(image.config().version());
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(image.config().size());
    }

    @Override
    public Transfer plan(Target target) throws IOException {
        return transfer(chunkPlan(target));
    }

    private ChunkPlan chunkPlan(Target target) throws IOException {
        return ChunkPlan.of(image.index().chunks(), target.slot(), target.running(), target.events());
    }

    private static Transfer transfer(ChunkPlan plan) {
        return new Transfer(
                plan.inPlace(),
                plan.copied(),
                plan.fetched(),
                ChunkFetcher.ranges(plan.missing()).size());
    }

    @Override
    public Written write(Target target) throws IOException {
        ChunkPlan plan = chunkPlan(target);
        target.events()
                .note(plan.inPlace() + " bytes are in place, " + plan.copied() + " bytes are copied from the slots, "
                        + plan.fetched() + " bytes are fetched");
        var writer = new SlotWriter(target.slot());
        if (!plan.isDone()) {
            target.beginWriting();
            writer.invalidate();
            writeZeros(plan.zeros(), writer);
            var missing = new ArrayList<>(plan.missing());
            missing.addAll(copy(plan.copies(), writer, target));
            new ChunkFetcher(store, image.frames().descriptor(), writer, target.throttle(), target.events(), where)
                    .fetch(missing);
        }
        Digest digest = writer.complete(size().getAsLong(), expectation(), target.inspection(), target.events());
        return new Written(digest, size().getAsLong(), transfer(plan));
    }

    private static void writeZeros(List<Chunk> zeros, SlotWriter writer) throws IOException {
        var content = new byte[Chunker.MAX_SIZE];
        for (Chunk chunk : zeros) {
            writer.write(ByteBuffer.wrap(content, 0, chunk.length()), chunk.offset());
        }
    }

    /** Copies what the slots have. What has changed meanwhile, or can't be read, is to be fetched. */
    private static List<Missing> copy(List<Copy> copies, SlotWriter writer, Target target) throws IOException {
        target.events().step("Copying what the slots have");
        var failed = new ArrayList<Missing>();
        var content = new byte[Chunker.MAX_SIZE];
        MessageDigest digest = Digest.algorithm();
        long done = 0;
        long total = copies.stream().mapToLong(copy -> copy.chunk().length()).sum();
        for (Copy copy : copies) {
            Chunk chunk = copy.chunk();
            if (read(copy, content, digest)) {
                writer.write(ByteBuffer.wrap(content, 0, chunk.length()), chunk.offset());
            } else {
                failed.add(new Missing(List.of(chunk)));
            }
            done += chunk.length();
            target.events().progress(done, total);
        }
        return failed;
    }

    private static boolean read(Copy copy, byte[] content, MessageDigest digest) {
        try {
            copy.from().read(ByteBuffer.wrap(content, 0, copy.chunk().length()), copy.position());
        } catch (IOException e) {
            return false;
        }
        digest.update(content, 0, copy.chunk().length());
        return Digest.of(digest).equals(copy.chunk().digest());
    }

    private SlotWriter.Expectation expectation() {
        return (actual, content) -> {
            if (!actual.equals(image.config().digest())) {
                throw wrong(actual, content);
            }
        };
    }

    private AgentException wrong(Digest actual, DiskReader content) throws IOException {
        var bytes = new byte[Chunker.MAX_SIZE];
        MessageDigest digest = Digest.algorithm();
        for (Chunk chunk : image.index().chunks()) {
            content.read(ByteBuffer.wrap(bytes, 0, chunk.length()), chunk.offset());
            digest.update(bytes, 0, chunk.length());
            if (!Digest.of(digest).equals(chunk.digest())) {
                return new AgentException("The disk does not hold what was written to it: the chunk of "
                        + chunk.length() + " bytes at byte " + chunk.offset()
                        + " of the slot differs. The disk may be failing; look at its health, and try again.");
            }
        }
        return new AgentException(
                "The slot image of " + where + " contradicts itself: its chunks together have the digest " + actual
                        + ", where its config says " + image.config().digest() + ". Make the image again.");
    }
}
