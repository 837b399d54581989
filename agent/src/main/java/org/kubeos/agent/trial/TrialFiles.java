package org.kubeos.agent.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SyncedFiles;
import org.kubeos.agent.trial.TrialState.Current;
import org.kubeos.agent.trial.TrialState.Failed;
import org.kubeos.agent.trial.TrialState.Verdict;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.oci.json.Json;
import org.kubeos.process.FileLock;

/** The files of trials on PERSIST. Only root can read them: logs may have secrets. A power cut leaves each old or new. */
final class TrialFiles {

    private static final int FORMAT = 1;
    private static final int MAX_ATTEMPTS = 50;
    private static final String LOCK = "trial.lock";

    private final Path directory;

    TrialFiles(NodeRoot root) {
        this.directory = SlotRecords.directory(root);
    }

    /** Waits until no other program of the agent changes these files or the boot environment. */
    FileLock lock() throws IOException {
        SyncedFiles.makeDirectories(directory);
        return FileLock.acquire(directory.resolve(LOCK));
    }

    /** @throws AgentException if the file is damaged */
    TrialState state() throws IOException {
        Path file = directory.resolve(PersistLayout.AGENT_TRIALS);
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            if (json.path("format").asInt() != FORMAT) {
                throw new AgentException("Can't read " + file + ": its format is "
                        + json.path("format").asText("missing") + ", but only " + FORMAT
                        + " is known here. A newer agent may have written it.");
            }
            var failed = new ArrayList<Failed>();
            for (JsonNode one : json.path("failed")) {
                failed.add(new Failed(
                        text(one, "version"),
                        digest(one, "imageDigest"),
                        digest(one, "contentDigest"),
                        text(one, "reason")));
            }
            JsonNode current = json.path("current");
            return new TrialState(current.isObject() ? Optional.of(current(current)) : Optional.empty(), failed);
        } catch (NoSuchFileException e) {
            return TrialState.EMPTY;
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw new AgentException(
                    "Can't read " + file + ", which says what is on trial: it is damaged. Remove it to forget that.",
                    e);
        }
    }

    void store(TrialState state) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("format", FORMAT);
        state.current().ifPresent(current -> json.put("current", json(current)));
        json.put("failed", state.failed().stream().map(TrialFiles::json).toList());
        SyncedFiles.makeDirectories(directory);
        SyncedFiles.replace(directory.resolve(PersistLayout.AGENT_TRIALS), Json.encode(json));
    }

    /** All attempts that are known, the oldest first. Lines that a newer agent has written otherwise are left out. */
    List<Attempt> history() throws IOException {
        var attempts = new ArrayList<Attempt>();
        for (String line : historyLines()) {
            parse(line).ifPresent(attempts::add);
        }
        return attempts;
    }

    /** Adds an attempt, unless it is there already: its end may be noted twice, when a power cut comes in between. */
    void add(Attempt attempt) throws IOException {
        List<String> lines = historyLines();
        if (!lines.isEmpty()
                && parse(lines.getLast()).filter(attempt::isSameTrial).isPresent()) {
            return;
        }
        lines.add(Json.line(json(attempt)));
        List<String> kept = lines.subList(Math.max(0, lines.size() - MAX_ATTEMPTS), lines.size());
        SyncedFiles.makeDirectories(directory);
        SyncedFiles.replace(
                directory.resolve(PersistLayout.AGENT_HISTORY),
                (String.join("\n", kept) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<String> historyLines() throws IOException {
        try {
            return new ArrayList<>(Files.readAllLines(directory.resolve(PersistLayout.AGENT_HISTORY)));
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        }
    }

    private static Optional<Attempt> parse(String line) {
        try {
            JsonNode json = Json.read(line);
            return Optional.of(new Attempt(
                    text(json, "version"),
                    text(json, "image"),
                    digest(json, "imageDigest"),
                    Slot.valueOf(text(json, "slot")),
                    Instant.parse(text(json, "started")),
                    Instant.parse(text(json, "ended")),
                    json.path("triesLeft").asInt(),
                    Attempt.Result.valueOf(text(json, "result").toUpperCase(Locale.ROOT)),
                    text(json, "reason"),
                    text(json, "log")));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Current current(JsonNode json) {
        JsonNode verdict = json.path("verdict");
        return new Current(
                Slot.valueOf(text(json, "slot")),
                text(json, "version"),
                text(json, "image"),
                digest(json, "imageDigest"),
                digest(json, "contentDigest"),
                Instant.parse(text(json, "started")),
                text(json, "bootId"),
                verdict.isObject()
                        ? Optional.of(new Verdict(
                                Attempt.Result.valueOf(text(verdict, "result").toUpperCase(Locale.ROOT)),
                                text(verdict, "reason"),
                                text(verdict, "log")))
                        : Optional.empty());
    }

    private static String text(JsonNode json, String key) {
        return json.path(key).asText();
    }

    private static Digest digest(JsonNode json, String key) {
        return Digest.parse(text(json, key));
    }

    private static Map<String, Object> json(Current current) {
        var json = new LinkedHashMap<String, Object>();
        json.put("slot", current.slot().name());
        json.put("version", current.version());
        json.put("image", current.image());
        json.put("imageDigest", current.imageDigest().toString());
        json.put("contentDigest", current.contentDigest().toString());
        json.put("started", current.started().toString());
        json.put("bootId", current.bootId());
        current.verdict()
                .ifPresent(verdict -> json.put(
                        "verdict",
                        Map.of("result", word(verdict.result()), "reason", verdict.reason(), "log", verdict.log())));
        return json;
    }

    private static Map<String, Object> json(Failed failed) {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", failed.version());
        json.put("imageDigest", failed.imageDigest().toString());
        json.put("contentDigest", failed.contentDigest().toString());
        json.put("reason", failed.reason());
        return json;
    }

    private static Map<String, Object> json(Attempt attempt) {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", attempt.version());
        json.put("image", attempt.image());
        json.put("imageDigest", attempt.imageDigest().toString());
        json.put("slot", attempt.slot().name());
        json.put("started", attempt.started().toString());
        json.put("ended", attempt.ended().toString());
        json.put("triesLeft", attempt.triesLeft());
        json.put("result", word(attempt.result()));
        json.put("reason", attempt.reason());
        json.put("log", attempt.log());
        return json;
    }

    private static String word(Attempt.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
