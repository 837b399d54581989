package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.Slots;
import org.kubeos.agent.settings.Drift;
import org.kubeos.agent.settings.Options;
import org.kubeos.agent.settings.Outcome;
import org.kubeos.agent.settings.Services;
import org.kubeos.agent.settings.Settings;
import org.kubeos.agent.settings.request.ConfigRequests;
import org.kubeos.agent.settings.resource.NodeStorage;
import org.kubeos.agent.trial.GrubDirectory;
import org.kubeos.oci.json.Json;

/** The node's settings, as JSON. */
final class Configuration {

    private final Settings settings;

    Configuration(NodeRoot root) {
        this.settings = new Settings(
                root,
                Slots.of(root).running(),
                new NodeStorage(root, GrubDirectory.environment(root)),
                Services.SYSTEMD);
    }

    void recover(Events events) {
        settings.recover(events);
    }

    ObjectNode configure(JsonNode configs, boolean restart, Events events) {
        return json(settings.configure(ConfigRequests.parse(configs), options(restart), events));
    }

    ObjectNode repair(boolean restart, Events events) {
        return json(settings.repair(options(restart), events));
    }

    ObjectNode undo(boolean restart, Events events) {
        return json(settings.undo(options(restart), events));
    }

    ObjectNode drift() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("drift");
        for (Drift drift : settings.drift()) {
            list.add(Json.object()
                    .put("model", drift.model())
                    .put("where", drift.where())
                    .put("key", drift.key())
                    .put("reason", drift.reason()));
        }
        return json;
    }

    private static Options options(boolean restart) {
        return new Options(restart, false);
    }

    private static ObjectNode json(Outcome outcome) {
        ObjectNode json = Json.object();
        json.set("changed", array(outcome.changed()));
        json.set("restarted", array(outcome.restarted()));
        json.set("needRestart", array(outcome.needRestart()));
        json.put("needReboot", outcome.needReboot());
        json.set("notes", array(outcome.notes()));
        return json;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = Json.array();
        for (String text : texts) {
            array.add(text);
        }
        return array;
    }
}
