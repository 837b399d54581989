package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.event.Event;
import org.kubeos.oci.json.Json;

/** The methods. Those with short names are the original's, with its parameters and its answers. */
final class Api {

    /** Sends an event to whoever called. */
    @FunctionalInterface
    interface Listener {
        void event(Event event) throws IOException;
    }

    private static final Listener SILENT = _ -> {};

    private final NodeService node;
    private final Operations operations;

    Api(NodeService node, Operations operations) {
        this.node = node;
        this.operations = operations;
    }

    /**
     * Calls a method and waits for its end.
     *
     * @param listener hears of the events of the richer API's methods
     * @param reply sends the result; if there is a reboot, then after that
     */
    void call(Request request, Listener listener, Reply reply) throws IOException, RpcException, InterruptedException {
        switch (request.method()) {
            case "prepare_upgrade" -> finish(prepareUpgrade(request), SILENT, reply);
            case "upgrade" -> finish(upgrade(request), SILENT, reply);
            case "rollback" -> finish(rollback(request), SILENT, reply);
            case "configure" -> finish(configure(request), SILENT, reply);
            case "kubeos.status" -> reply.send(status(request));
            case "kubeos.history" -> reply.send(history(request));
            case "kubeos.drift" -> reply.send(drift(request));
            case "kubeos.shadowed" -> reply.send(shadowed(request));
            default -> finish(change(request), listener, reply);
        }
    }

    /** Sends a result. */
    @FunctionalInterface
    interface Reply {
        void send(ObjectNode result) throws IOException;
    }

    private static void finish(Operation.Follower follower, Listener listener, Reply reply)
            throws IOException, RpcException, InterruptedException {
        try (follower) {
            Optional<Event> event = follower.next();
            while (event.isPresent()) {
                listener.event(event.orElseThrow());
                event = follower.next();
            }
            reply.send(follower.result());
        }
    }

    private Operation.Follower change(Request request) throws RpcException {
        return switch (request.method()) {
            case "kubeos.upgrade" -> kubeosUpgrade(request);
            case "kubeos.rollback" -> kubeosRollback(request);
            case "kubeos.confirm" -> kubeosConfirm(request);
            case "kubeos.reject" -> kubeosReject(request);
            case "kubeos.retry" -> kubeosRetry(request);
            case "kubeos.reset" -> kubeosReset(request);
            case "kubeos.configure" -> kubeosConfigure(request);
            case "kubeos.repair" -> kubeosRepair(request);
            case "kubeos.undo" -> kubeosUndo(request);
            case "kubeos.watch" -> watch(request);
            // The original's clients compare with this text.
            default -> throw new RpcException(Reason.UNKNOWN_METHOD, "Method not found");
        };
    }

    private Operation.Follower prepareUpgrade(Request request) throws RpcException {
        UpgradeOrder order = OriginalUpgrade.order(Params.positional(request));
        return operations.start(request.method(), events -> {
            node.prepare(order, events);
            return status("UpgradeReady", false);
        });
    }

    private Operation.Follower upgrade(Request request) throws RpcException {
        Params.none(request);
        return operations.start(request.method(), events -> {
            node.arm(events);
            return status("Upgraded", true);
        });
    }

    private Operation.Follower rollback(Request request) throws RpcException {
        Params.none(request);
        return operations.start(request.method(), events -> {
            node.rollback(events);
            return status("Rollbacked", true);
        });
    }

    private Operation.Follower configure(Request request) throws RpcException {
        JsonNode configs = Params.positional(request).array("configs");
        return operations.start(request.method(), events -> {
            node.configure(configs, false, events);
            return status("Configured", false);
        });
    }

    private static Operation.Outcome status(String word, boolean reboot) {
        return new Operation.Outcome(Json.object().put("status", word), reboot);
    }

    private Operation.Follower kubeosUpgrade(Request request) throws RpcException {
        Params params = Params.named(request);
        var order = new UpgradeOrder(
                params.required("image"),
                Digests.optional(params.text("digest"), "digest"),
                params.text("version"),
                params.flag("insecure"),
                false,
                params.flag("insecure"),
                params.flag("allowDowngrade"),
                params.flag("dryRun"),
                params.number("bandwidth"),
                UpgradeOrder.Certificates.SYSTEM);
        boolean reboot = !params.flag("noReboot");
        params.requireNoOthers();
        return operations.start(request.method(), events -> {
            ObjectNode result = node.prepare(order, events);
            if (order.dryRun()) {
                return Operation.Outcome.of(result);
            }
            result.setAll(node.arm(events));
            return rebooting(result, reboot);
        });
    }

    private Operation.Follower kubeosRollback(Request request) throws RpcException {
        Params params = Params.named(request);
        boolean reboot = !params.flag("noReboot");
        params.requireNoOthers();
        return operations.start(request.method(), events -> rebooting(node.rollback(events), reboot));
    }

    private Operation.Follower kubeosReject(Request request) throws RpcException {
        Params params = Params.named(request);
        String why = params.text("why").orElse("rejected by hand");
        boolean reboot = !params.flag("noReboot");
        params.requireNoOthers();
        return operations.start(request.method(), events -> {
            ObjectNode result = node.reject(why, events);
            return rebooting(result, reboot && result.path("needReboot").asBoolean());
        });
    }

    private static Operation.Outcome rebooting(ObjectNode result, boolean reboot) {
        result.put("rebooting", reboot);
        return new Operation.Outcome(result, reboot);
    }

    private Operation.Follower kubeosConfirm(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        return operations.start(request.method(), events -> Operation.Outcome.of(node.confirm(events)));
    }

    private Operation.Follower kubeosRetry(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        return operations.start(request.method(), events -> Operation.Outcome.of(node.retry(events)));
    }

    private Operation.Follower kubeosReset(Request request) throws RpcException {
        Params params = Params.named(request);
        List<String> paths = params.texts("paths");
        boolean whole = params.flag("whole");
        boolean cancel = params.flag("cancel");
        params.requireNoOthers();
        if (paths.isEmpty()) {
            throw Params.bad("Invalid params: expected at least one path as paths of kubeos.reset.");
        }
        if (whole && cancel) {
            throw Params.bad("Invalid params: expected either whole or cancel for kubeos.reset, not both.");
        }
        return operations.start(
                request.method(),
                events -> Operation.Outcome.of(cancel ? node.cancelReset(paths) : node.reset(paths, whole, events)));
    }

    private Operation.Follower kubeosConfigure(Request request) throws RpcException {
        Params params = Params.named(request);
        JsonNode configs = params.array("configs");
        boolean restart = params.flag("restart");
        params.requireNoOthers();
        return operations.start(
                request.method(), events -> Operation.Outcome.of(node.configure(configs, restart, events)));
    }

    private Operation.Follower kubeosRepair(Request request) throws RpcException {
        boolean restart = restart(request);
        return operations.start(request.method(), events -> Operation.Outcome.of(node.repair(restart, events)));
    }

    private Operation.Follower kubeosUndo(Request request) throws RpcException {
        boolean restart = restart(request);
        return operations.start(request.method(), events -> Operation.Outcome.of(node.undo(restart, events)));
    }

    private static boolean restart(Request request) throws RpcException {
        Params params = Params.named(request);
        boolean restart = params.flag("restart");
        params.requireNoOthers();
        return restart;
    }

    private Operation.Follower watch(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        Optional<Operation> current = operations.current();
        if (current.isEmpty()) {
            throw new RpcException(Reason.REFUSED, "The agent isn't doing anything that could be watched.");
        }
        return current.orElseThrow().follow();
    }

    private ObjectNode status(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        ObjectNode status = read(node::status);
        operations.current().ifPresent(operation -> status.set("operation", operation.json()));
        operations.last().ifPresent(operation -> status.set("lastOperation", operation.json()));
        return status;
    }

    private ObjectNode history(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        return read(node::history);
    }

    private ObjectNode drift(Request request) throws RpcException {
        Params.named(request).requireNoOthers();
        return read(node::drift);
    }

    private ObjectNode shadowed(Request request) throws RpcException {
        Params params = Params.named(request);
        List<String> paths = params.texts("paths");
        boolean diff = params.flag("diff");
        boolean secrets = params.flag("secrets");
        boolean all = params.flag("all");
        params.requireNoOthers();
        return read(() -> node.shadowed(paths, diff, secrets, all));
    }

    private interface Read {
        ObjectNode get() throws IOException;
    }

    private static ObjectNode read(Read read) throws RpcException {
        try {
            return read.get();
        } catch (IOException | RuntimeException e) {
            throw Operations.explain(e);
        }
    }
}
