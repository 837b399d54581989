package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.UsageException;
import org.kubeos.agent.event.Events;
import org.kubeos.oci.json.Json;

/** A node that writes down what it is asked for. Preparing an upgrade takes until the test lets it end. */
public final class RecordingNode implements NodeService {

    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final CountDownLatch preparing = new CountDownLatch(1);
    public final CountDownLatch mayEnd = new CountDownLatch(1);
    public final CountDownLatch rebooted = new CountDownLatch(1);

    /** A node that doesn't keep anybody waiting. */
    public static RecordingNode quick() {
        var node = new RecordingNode();
        node.mayEnd.countDown();
        return node;
    }

    private ObjectNode called(String call) {
        calls.add(call);
        return Json.object().put("called", call);
    }

    @Override
    public ObjectNode status() {
        return Json.object().put("confirmed", "A");
    }

    @Override
    public ObjectNode prepare(UpgradeOrder order, Events events) throws IOException {
        if (order.image().contains("unsigned")) {
            throw new RefusedException("No trusted key signed the image.");
        }
        if (order.image().contains("bare")) {
            throw new UsageException("A file needs a digest.");
        }
        if (order.image().contains("absent")) {
            throw new AgentException("Can't find the image.");
        }
        if (order.image().contains("fault")) {
            throw new IllegalStateException("a fault");
        }
        events.step("Fetching chunks");
        events.progress(1, 4);
        preparing.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        events.progress(4, 4);
        events.warn("a \"quoted\" {warning}\nwith é");
        return called(order.toString());
    }

    @Override
    public ObjectNode arm(Events events) {
        return called("arm");
    }

    @Override
    public ObjectNode rollback(Events events) {
        return called("rollback");
    }

    @Override
    public ObjectNode confirm(Events events) {
        return called("confirm");
    }

    @Override
    public ObjectNode reject(String why, Events events) {
        return called("reject " + why);
    }

    @Override
    public ObjectNode retry(Events events) {
        return called("retry");
    }

    @Override
    public ObjectNode history() {
        return called("history");
    }

    @Override
    public ObjectNode shadowed(List<String> paths, boolean diff, boolean secrets, boolean all) {
        return called("shadowed " + paths + " diff=" + diff + " secrets=" + secrets + " all=" + all);
    }

    @Override
    public ObjectNode reset(List<String> paths, boolean whole, Events events) {
        return called("reset " + paths + " whole=" + whole);
    }

    @Override
    public ObjectNode cancelReset(List<String> paths) {
        return called("cancelReset " + paths);
    }

    @Override
    public ObjectNode configure(JsonNode configs, boolean restart, Events events) {
        return called("configure " + Json.line(configs) + " restart=" + restart);
    }

    @Override
    public ObjectNode drift() {
        return called("drift");
    }

    @Override
    public ObjectNode repair(boolean restart, Events events) {
        return called("repair restart=" + restart);
    }

    @Override
    public ObjectNode undo(boolean restart, Events events) {
        return called("undo restart=" + restart);
    }

    @Override
    public void reboot() {
        calls.add("reboot");
        rebooted.countDown();
    }
}
