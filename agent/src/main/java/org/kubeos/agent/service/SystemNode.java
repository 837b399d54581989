package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.api.Json;
import org.kubeos.agent.api.Log;
import org.kubeos.agent.api.NodeService;
import org.kubeos.agent.api.UpgradeOrder;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.Slots;
import org.kubeos.nodelayout.Slot;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/** The node that the agent runs on. Its parts are made when they are asked for, so that a short answer loads little. */
public final class SystemNode implements NodeService {

    private final NodeRoot root;

    public SystemNode(NodeRoot root) {
        this.root = root;
    }

    @Override
    public ObjectNode status() {
        Slots slots = Slots.of(root);
        SlotRecords records = SlotRecords.of(root);
        ObjectNode status = Json.object();
        status.put("running", slots.running().menuEntry());
        ObjectNode all = status.putObject("slots");
        for (Slot slot : Slot.values()) {
            ObjectNode json = all.putObject(slot.menuEntry());
            records.find(slot)
                    .ifPresent(record -> json.put("version", record.version())
                            .put("image", record.image())
                            .put("imageDigest", record.imageDigest().toString())
                            .put("contentDigest", record.contentDigest().toString())
                            .put("size", record.size()));
        }
        return status;
    }

    @Override
    public ObjectNode prepare(UpgradeOrder order, Events events) {
        throw missing();
    }

    private static AgentException missing() {
        return new AgentException("This agent has no such part yet.");
    }

    @Override
    public ObjectNode arm(Events events) {
        throw missing();
    }

    @Override
    public ObjectNode rollback(Events events) {
        throw missing();
    }

    @Override
    public ObjectNode confirm(Events events) {
        throw missing();
    }

    @Override
    public ObjectNode reject(String why, Events events) {
        throw missing();
    }

    @Override
    public ObjectNode retry(Events events) {
        throw missing();
    }

    @Override
    public ObjectNode history() {
        throw missing();
    }

    @Override
    public ObjectNode shadowed() {
        throw missing();
    }

    @Override
    public ObjectNode reset(Path path, Events events) {
        throw missing();
    }

    @Override
    public ObjectNode configure(JsonNode configs, boolean restart, Events events) {
        throw missing();
    }

    @Override
    public ObjectNode drift() {
        throw missing();
    }

    @Override
    public ObjectNode repair(boolean restart, Events events) {
        throw missing();
    }

    @Override
    public ObjectNode undo(boolean restart, Events events) {
        throw missing();
    }

    /** Decides about the version that has just booted. */
    public void boot(Log log) {
        throw missing();
    }

    /** Through systemd, which lets services end in order and heeds those that delay a shutdown. */
    @Override
    public void reboot() throws IOException {
        if (!root.equals(NodeRoot.SYSTEM)) {
            throw new AgentException("Nothing is rebooted, since " + root.directory() + " isn't the running system.");
        }
        var runner = new ProcessRunner(new ApplicationName("os-agent"), Progress.SILENT).withoutCallersEnvironment();
        try {
            runner.run(Command.of("systemctl", "reboot"));
        } catch (ProcessFailedException e) {
            throw new AgentException("Can't reboot: " + e.getMessage() + " What was prepared boots next all the same.", e);
        }
    }
}
