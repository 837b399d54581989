package org.kubeos.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.oci.json.Json;

class KubeosApiTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '#',
            value = {
                "confirm~{}~confirm",
                "retry~{}~retry",
                "history~{}~history",
                "drift~{}~drift",
                "configure~{\"configs\":[{\"model\":\"m\"}],\"restart\":true}~configure [{\"model\":\"m\"}] restart=true",
                "repair~{}~repair restart=false",
                "undo~{\"restart\":true}~undo restart=true",
                "reject~{\"why\":\"too slow\",\"noReboot\":true}~reject too slow",
                "rollback~{\"noReboot\":true}~rollback",
                "reset~{\"paths\":[\"/etc/a\",\"/etc/b\"]}~reset [/etc/a, /etc/b] whole=false",
                "reset~{\"paths\":[\"/etc/a\"],\"whole\":true}~reset [/etc/a] whole=true",
                "reset~{\"paths\":[\"/etc/a\"],\"cancel\":true}~cancelReset [/etc/a]",
            })
    void methods(String method, String params, String call) throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            var result = new ApiClient(server.path)
                    .call("kubeos." + method, Json.readStrictly(params.getBytes()), Events.NONE);
            assertThat(result.path("called").asText()).isEqualTo(call);
            assertThat(result.path("rebooting").asBoolean()).isFalse();
        }
        assertThat(node.calls).containsExactly(call);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '#',
            value = {
                "{}~Invalid params: expected at least one path as paths of kubeos.reset.",
                "{\"paths\":[]}~Invalid params: expected at least one path as paths of kubeos.reset.",
                "{\"paths\":\"/etc/a\"}~Invalid params: expected an array of text as paths of kubeos.reset.",
                "{\"paths\":[\"/etc/a\"],\"whole\":true,\"cancel\":true}"
                        + "~Invalid params: expected either whole or cancel for kubeos.reset, not both.",
            })
    void resetsThatMakeNoSense(String params, String message) throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThatExceptionOfType(RpcException.class)
                    .isThrownBy(() ->
                            new ApiClient(server.path).call("kubeos.reset", Json.read(params.getBytes()), Events.NONE))
                    .withMessage(message)
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.BAD_PARAMS));
        }
        assertThat(node.calls).isEmpty();
    }

    @Test
    void eventsComeBeforeTheResult() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            String answer = server.ask("{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.upgrade\",\"params\":"
                    + "{\"image\":\"registry.example.org/kubeos:v2\",\"allowDowngrade\":true},\"id\":1}");
            List<String> lines = answer.lines().toList();
            assertThat(lines.getFirst())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.event\","
                            + "\"params\":{\"type\":\"step\",\"text\":\"Fetching chunks\"}}");
            assertThat(lines)
                    .contains("{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.event\",\"params\":"
                            + "{\"type\":\"warning\",\"text\":\"a \\\"quoted\\\" {warning}\\nwith é\"}}");
            assertThat(lines.getLast())
                    .startsWith("{\"jsonrpc\":\"2.0\",\"result\":{")
                    .contains("\"rebooting\":true");
            node.rebooted.await();
        }
        assertThat(node.calls).hasSize(3).endsWith("arm", "reboot");
        assertThat(node.calls.getFirst()).contains("allowDowngrade=true", "insecure=false");
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            new ApiClient(server.path)
                    .call("kubeos.upgrade", Json.object().put("image", "a").put("dryRun", true), Events.NONE);
        }
        assertThat(node.calls).singleElement().asString().contains("dryRun=true");
    }

    @Test
    void withoutReboot() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            var client = new ApiClient(server.path);
            client.call("kubeos.upgrade", Json.object().put("image", "a").put("noReboot", true), Events.NONE);
            // Whoever has the result can ask for the next thing.
            client.call("kubeos.confirm", Json.object(), Events.NONE);
        }
        assertThat(node.calls).hasSize(3).endsWith("arm", "confirm");
    }

    /** The client goes away; its upgrade goes on, the status says so, and another client sees the end. */
    @Test
    void anUpgradeOutlivesItsClient() throws Exception {
        var node = new RecordingNode();
        try (var server = new RunningServer(node)) {
            try (var channel = server.connect()) {
                RunningServer.send(
                        channel,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.upgrade\",\"params\":{\"image\":\"a\"},\"id\":1}");
                node.preparing.await();
            }
            var client = new ApiClient(server.path);
            var operation =
                    client.call("kubeos.status", Json.object(), Events.NONE).path("operation");
            assertThat(Json.line(operation))
                    .isEqualTo("{\"method\":\"kubeos.upgrade\",\"step\":\"Fetching chunks\",\"done\":1,\"total\":4,"
                            + "\"state\":\"running\"}");
            var events = new CopyOnWriteArrayList<Event>();
            var begun = new CountDownLatch(1);
            var watcher = Thread.ofVirtual().start(() -> {
                try {
                    client.call("kubeos.watch", Json.object(), event -> {
                        events.add(event);
                        begun.countDown();
                    });
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            begun.await();
            node.mayEnd.countDown();
            watcher.join();
            assertThat(events)
                    .startsWith(new Event.Step("Fetching chunks"))
                    .contains(new Event.Warning("a \"quoted\" {warning}\nwith é"));
            node.rebooted.await();
        }
    }

    @Test
    void whatFailedIsRemembered() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            var client = new ApiClient(server.path);
            assertThatExceptionOfType(RpcException.class)
                    .isThrownBy(
                            () -> client.call("kubeos.upgrade", Json.object().put("image", "unsigned"), Events.NONE))
                    .withMessage("No trusted key signed the image.")
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.REFUSED));
            assertThat(Json.line(client.call("kubeos.status", Json.object(), Events.NONE)))
                    .isEqualTo("{\"confirmed\":\"A\",\"lastOperation\":{\"method\":\"kubeos.upgrade\","
                            + "\"state\":\"failed\",\"error\":\"No trusted key signed the image.\","
                            + "\"reason\":\"refused\"}}");
        }
    }

    @Test
    void endsWhenNobodyAsks() throws Exception {
        var limits = RunningServer.LIMITS.withIdleTime(Duration.ofMillis(50));
        try (var server = new RunningServer(RecordingNode.quick(), limits, Peers.trusted())) {
            server.ended.get();
        }
    }

    /** Neither work nor a client that is connected lets it end. */
    @Test
    void staysWhileItWorks() throws Exception {
        var limits = RunningServer.LIMITS.withIdleTime(Duration.ofMillis(200));
        var node = new RecordingNode();
        try (var server = new RunningServer(node, limits, Peers.trusted())) {
            var client = new ApiClient(server.path);
            try (var channel = server.connect()) {
                RunningServer.send(
                        channel,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"prepare_upgrade\",\"params\":"
                                + "[{\"image_type\":\"docker\",\"container_image\":\"a\"}],\"id\":1}");
                node.preparing.await();
            }
            assertThatExceptionOfType(java.util.concurrent.TimeoutException.class)
                    .isThrownBy(() -> server.ended.get(1, java.util.concurrent.TimeUnit.SECONDS));
            assertThat(client.call("kubeos.status", Json.object(), Events.NONE).has("operation"))
                    .isTrue();
            node.mayEnd.countDown();
            server.ended.get();
        }
    }
}
