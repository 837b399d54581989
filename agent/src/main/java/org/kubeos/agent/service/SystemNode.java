package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.api.NodeService;
import org.kubeos.agent.api.UpgradeOrder;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.AgentConfiguration;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.shadow.Resets;
import org.kubeos.agent.shadow.ShadowQuery;
import org.kubeos.agent.trial.Attempt;
import org.kubeos.agent.trial.TrialBoot;
import org.kubeos.agent.trial.TrialStatus;
import org.kubeos.agent.trial.Trials;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.json.Json;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Command;
import org.kubeos.process.FileLock;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** The node that the agent runs on. Its parts are made when they are asked for, so that a short answer loads little. */
public final class SystemNode implements NodeService {

    private final NodeRoot root;

    public SystemNode(NodeRoot root) {
        this.root = root;
    }

    private Trials trials() {
        return Trials.of(root);
    }

    @Override
    public ObjectNode status() throws IOException {
        TrialStatus status = trials().status();
        ObjectNode json = Json.object();
        Optional<String> version = runningVersion();
        version.ifPresent(text -> json.put("version", text));
        json.put("running", status.running().menuEntry());
        ObjectNode slots = json.putObject("slots");
        SlotRecords records = SlotRecords.of(root);
        for (Slot slot : Slot.values()) {
            ObjectNode inSlot = slots.putObject(slot.menuEntry());
            records.find(slot).ifPresent(record -> add(record, inSlot));
            if (slot == status.running() && version.isPresent()) {
                inSlot.put("version", version.orElseThrow());
            }
        }
        json.put("confirmed", status.confirmed().menuEntry());
        status.trial()
                .ifPresent(trial -> json.putObject("trial")
                        .put("slot", trial.slot().menuEntry())
                        .put("triesLeft", trial.triesLeft()));
        json.set("failed", versions(status.failed()));
        status.problem().ifPresent(problem -> json.put("problem", problem));
        LocalFiles.addPending(root, json);
        return json;
    }

    private static void add(SlotRecords.SlotRecord record, ObjectNode json) {
        json.put("version", record.version())
                .put("image", record.image())
                .put("imageDigest", record.imageDigest().toString())
                .put("contentDigest", record.contentDigest().toString())
                .put("size", record.size());
    }

    private static ArrayNode versions(List<TrialStatus.FailedVersion> versions) {
        ArrayNode json = Json.array();
        for (TrialStatus.FailedVersion version : versions) {
            json.add(Json.object()
                    .put("version", version.version())
                    .put("imageDigest", version.imageDigest().toString())
                    .put("reason", version.reason()));
        }
        return json;
    }

    private Optional<String> runningVersion() throws IOException {
        Path file = root.path("/" + OsRelease.PATH);
        return Files.exists(file)
                ? OsRelease.parse(Files.readString(file)).get(OsRelease.VERSION_ID)
                : Optional.empty();
    }

    @Override
    public ObjectNode prepare(UpgradeOrder order, Events events) {
        return new Upgrades(root, new History(trials())).prepare(order, events);
    }

    @Override
    public ObjectNode arm(Events events) throws IOException {
        Trials trials = trials();
        Slot slot = trials.status().running().other();
        trials.arm(slot, tries(), events);
        return slot(slot);
    }

    @Override
    public ObjectNode rollback(Events events) throws IOException {
        Trials trials = trials();
        trials.rollback(tries(), events);
        return slot(trials.status().running().other());
    }

    private int tries() {
        return AgentConfiguration.load(root).tries();
    }

    @Override
    public ObjectNode confirm(Events events) throws IOException {
        Trials trials = trials();
        boolean changed = trials.confirm();
        return slot(trials.status().running()).put("changed", changed);
    }

    @Override
    public ObjectNode reject(String why, Events events) throws IOException {
        Trials trials = trials();
        boolean needReboot = trials.reject(why);
        return slot(trials.status().confirmed()).put("needReboot", needReboot);
    }

    private static ObjectNode slot(Slot slot) {
        return Json.object().put("slot", slot.menuEntry());
    }

    @Override
    public ObjectNode retry(Events events) throws IOException {
        ObjectNode json = Json.object();
        json.set("versions", versions(trials().retry()));
        return json;
    }

    @Override
    public ObjectNode history() throws IOException {
        ObjectNode json = Json.object();
        ArrayNode attempts = json.putArray("attempts");
        for (Attempt attempt : trials().history().reversed()) {
            attempts.add(Json.object()
                    .put("version", attempt.version())
                    .put("image", attempt.image())
                    .put("imageDigest", attempt.imageDigest().toString())
                    .put("slot", attempt.slot().menuEntry())
                    .put("started", attempt.started().toString())
                    .put("ended", attempt.ended().toString())
                    .put("result", attempt.result().name().toLowerCase(Locale.ROOT))
                    .put("triesLeft", attempt.triesLeft())
                    .put("reason", attempt.reason())
                    .put("log", attempt.log()));
        }
        return json;
    }

    @Override
    public ObjectNode shadowed(List<String> paths, boolean diff, boolean secrets, boolean all) {
        return LocalFiles.list(root, new ShadowQuery(paths, diff, secrets), all);
    }

    @Override
    public ObjectNode reset(List<String> paths, boolean whole, Events events) throws IOException {
        boolean onTrial = trials().status().trial().isPresent();
        return refusing(() -> {
            ObjectNode json = LocalFiles.reset(root, paths, whole, events);
            if (onTrial) {
                events.warn("A version is on trial. " + Resets.NOT_TAKEN_BACK);
            }
            return json;
        });
    }

    @Override
    public ObjectNode cancelReset(List<String> paths) throws IOException {
        return refusing(() -> LocalFiles.cancelReset(root, paths));
    }

    @Override
    public ObjectNode configure(JsonNode configs, boolean restart, Events events) throws IOException {
        return changing(() -> new Configuration(root).configure(configs, restart, events));
    }

    @Override
    public ObjectNode drift() throws IOException {
        return new Configuration(root).drift();
    }

    @Override
    public ObjectNode repair(boolean restart, Events events) throws IOException {
        return changing(() -> new Configuration(root).repair(restart, events));
    }

    @Override
    public ObjectNode undo(boolean restart, Events events) throws IOException {
        return changing(() -> new Configuration(root).undo(restart, events));
    }

    /** Kernel arguments are beside the trial in the boot environment, and a check at boot may confirm it at any time. */
    private ObjectNode changing(Action action) throws IOException {
        return refusing(() -> {
            try (FileLock _ = trials().lock()) {
                return action.run();
            }
        });
    }

    @FunctionalInterface
    private interface Action {
        ObjectNode run() throws IOException;
    }

    /** The parts that call this change nothing if they don't do all of it: that is a refusal, unless the disk has failed. */
    private static ObjectNode refusing(Action action) throws IOException {
        try {
            return action.run();
        } catch (AgentException e) {
            if (e.getCause() instanceof IOException) {
                throw e;
            }
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Decides about the version that has just booted, and takes back a configuration that was cut off.
     *
     * @return false if the version isn't good, but the node can't leave it
     */
    public boolean boot(Events events) throws IOException {
        try (FileLock _ = trials().lock()) {
            new Configuration(root).recover(events);
        } catch (AgentException e) {
            // A version on trial must be judged all the same.
            events.warn(String.valueOf(e.getMessage()));
        }
        return TrialBoot.of(root).run(events) != TrialBoot.Outcome.STAYING;
    }

    /** Through systemd, which lets services end in order and heeds those that delay a shutdown. */
    @Override
    public void reboot() throws IOException {
        if (!root.equals(NodeRoot.SYSTEM)) {
            throw new AgentException("Nothing is rebooted, since " + root.directory() + " isn't the running system.");
        }
        var runner = new ProcessRunner(new ApplicationName("os-agent"), Progress.SILENT).withoutCallersEnvironment();
        try {
            runner.run(Command.of("systemctl", "--no-block", "reboot"));
        } catch (ProcessFailedException e) {
            throw new AgentException(
                    "Can't reboot: " + e.getMessage() + " What was prepared boots next all the same.", e);
        }
    }
}
