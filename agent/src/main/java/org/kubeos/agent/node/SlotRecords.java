package org.kubeos.agent.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.oci.json.Json;

/**
 * What the agent has written to the slots and found right when it read it back: {@code state.json} on PERSIST. A slot that the
 * agent hasn't written has no record. Callers hold the agent's lock.
 */
public final class SlotRecords {

    private static final int FORMAT = 1;

    private final Path file;

    /**
     * A whole and verified system.
     *
     * @param version of the OS
     * @param image as it was asked for
     * @param imageDigest of the image or file that it comes from
     * @param contentDigest of the slot's first {@code size} bytes
     * @param size in bytes
     */
    public record SlotRecord(String version, String image, Digest imageDigest, Digest contentDigest, long size) {}

    private SlotRecords(Path file) {
        this.file = file;
    }

    public static SlotRecords of(NodeRoot root) {
        return new SlotRecords(directory(root).resolve(PersistLayout.AGENT_STATE));
    }

    /** The agent's directory on PERSIST. */
    public static Path directory(NodeRoot root) {
        return root.path("/" + PersistLayout.MOUNT_POINT).resolve(PersistLayout.AGENT);
    }

    /**
     * @return empty if the slot has nothing that the agent has written and verified
     * @throws AgentException if the file is damaged
     */
    public Optional<SlotRecord> find(Slot slot) {
        return Optional.ofNullable(read().get(slot));
    }

    /** Remembers what is in a slot. When this returns, that is on the disk. */
    public void put(Slot slot, SlotRecord record) throws IOException {
        Map<Slot, SlotRecord> records = read();
        records.put(slot, record);
        write(records);
    }

    /** Forgets what is in a slot. When this returns, that is on the disk. */
    public void remove(Slot slot) throws IOException {
        Map<Slot, SlotRecord> records = readOrForget();
        if (records.remove(slot) != null) {
            write(records);
        }
    }

    /** What a damaged file said is lost anyhow, and must not keep the next upgrade from its work. */
    private Map<Slot, SlotRecord> readOrForget() throws IOException {
        try {
            return read();
        } catch (AgentException e) {
            write(new EnumMap<>(Slot.class));
            return new EnumMap<>(Slot.class);
        }
    }

    private Map<Slot, SlotRecord> read() {
        var records = new EnumMap<Slot, SlotRecord>(Slot.class);
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            if (json.path("format").asInt() != FORMAT) {
                throw new AgentException(file + " has the format " + json.path("format")
                        + ", but only 1 is known here. A newer agent may have written it.");
            }
            for (Slot slot : Slot.values()) {
                JsonNode record = json.path("slots").path(slot.menuEntry());
                if (record.isObject()) {
                    records.put(slot, parse(record));
                }
            }
            return records;
        } catch (NoSuchFileException e) {
            return records;
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException(
                    "Can't read " + file + ", which says what the slots hold: " + e.getMessage()
                            + ". Remove it; the next upgrade makes a new one.",
                    e);
        }
    }

    private static SlotRecord parse(JsonNode record) {
        return new SlotRecord(
                record.path("version").asText(),
                record.path("image").asText(),
                Digest.parse(record.path("imageDigest").asText()),
                Digest.parse(record.path("contentDigest").asText()),
                record.path("size").asLong());
    }

    private void write(Map<Slot, SlotRecord> records) throws IOException {
        var slots = new LinkedHashMap<String, Object>();
        records.forEach((slot, record) -> {
            var json = new LinkedHashMap<String, Object>();
            json.put("version", record.version());
            json.put("image", record.image());
            json.put("imageDigest", record.imageDigest().toString());
            json.put("contentDigest", record.contentDigest().toString());
            json.put("size", record.size());
            slots.put(slot.menuEntry(), json);
        });
        var document = new LinkedHashMap<String, Object>();
        document.put("format", FORMAT);
        document.put("slots", slots);
        SyncedFiles.replace(file, Json.encode(document));
    }
}
