package org.kubeos.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a client sends, it gets a clear error, and the next one an answer. */
class HostileClientTest {

    private static final String STATUS = "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.status\",\"id\":7}";
    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":{\"confirmed\":\"A\"},\"id\":7}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '#',
            value = {
                "GET / HTTP/1.1~-32700~parse-error~null",
                "{]~-32700~parse-error~null",
                "{\"a\":1,\"a\":2}~-32700~parse-error~null",
                "{\"a\":1e999999999}~-32700~parse-error~null",
                "[]~-32600~invalid-request~null",
                "[{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\",\"id\":1}]~-32600~invalid-request~null",
                "{}~-32600~invalid-request~null",
                "{\"jsonrpc\":\"1.0\",\"method\":\"upgrade\",\"id\":3}~-32600~invalid-request~3",
                "{\"jsonrpc\":\"2.0\",\"method\":5,\"id\":3}~-32600~invalid-request~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\"}~-32600~invalid-request~null",
                "{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\",\"id\":{}}~-32600~invalid-request~null",
                "{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\",\"params\":3,\"id\":3}~-32600~invalid-request~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"cleanup\",\"id\":3}~-32601~unknown-method~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\",\"params\":[1],\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"configure\",\"params\":[{}],\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.upgrade\",\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.status\",\"params\":{\"x\":1},\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.shadowed\",\"params\":{\"paths\":\"/etc\"},\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.shadowed\",\"params\":{\"paths\":[1]},\"id\":3}~-32602~bad-params~3",
                "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.watch\",\"id\":3}~-1~refused~3",
            })
    void wrongRequests(String request, int code, String reason, String id) throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThat(server.ask(request))
                    .startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"")
                    .endsWith("\"data\":{\"reason\":\"" + reason + "\"}},\"id\":" + id + "}\n");
            assertThat(server.ask(STATUS)).isEqualTo(ANSWER);
        }
        assertThat(node.calls).isEmpty();
    }

    @Test
    void deepNesting() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            assertThat(server.ask("[".repeat(10_000) + "]".repeat(10_000))).contains("-32700");
            assertThat(server.ask(STATUS)).isEqualTo(ANSWER);
        }
    }

    /** It sends until it is told to stop. */
    @Test
    void endlessRequest() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick());
                var channel = server.connect()) {
            ByteBuffer piece = ByteBuffer.wrap(("{\"a\":\"" + "x".repeat(60_000)).getBytes());
            long sent = 0;
            try {
                while (sent < 1L << 30) {
                    sent += channel.write(piece.rewind());
                }
            } catch (IOException e) {
                // The server has hung up.
            }
            assertThat(sent).isLessThan(8 << 20);
            assertThat(server.ask(STATUS)).isEqualTo(ANSWER);
        }
    }

    @Test
    void tooLarge() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            int most = RunningServer.LIMITS.requestBytes();
            String head = "{\"jsonrpc\":\"2.0\",\"method\":\"kubeos.status\",\"id\":7,\"x\":\"";
            String fits = head + "y".repeat(most - head.length() - 2) + "\"}";
            assertThat(server.ask(fits)).isEqualTo(ANSWER);
            assertThat(server.ask(" ".repeat(most) + fits)).isEqualTo(ANSWER);
            assertThat(server.ask(fits.replace("\"}", "\" }"))).contains("too-large", "at most " + most + " bytes");
        }
    }

    @Test
    void requestsThatAreCutOff() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            for (int length = 1; length < STATUS.length(); length++) {
                try (var channel = server.connect()) {
                    RunningServer.send(channel, STATUS.substring(0, length));
                    channel.shutdownOutput();
                    assertThat(RunningServer.answer(channel)).contains("-32700", "cut off after " + length + " bytes");
                }
            }
            try (var channel = server.connect()) {
                channel.shutdownOutput();
                assertThat(RunningServer.answer(channel)).isEmpty();
            }
            assertThat(server.ask(STATUS)).isEqualTo(ANSWER);
        }
    }

    @Test
    void bytesOneAtATime() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick());
                var channel = server.connect()) {
            for (char next : ("\n " + STATUS + "\n").toCharArray()) {
                RunningServer.send(channel, String.valueOf(next));
            }
            assertThat(RunningServer.answer(channel)).isEqualTo(ANSWER);
        }
    }

    /** All connections are taken by clients that send half a request, or nothing. */
    @Test
    void clientsThatHang() throws Exception {
        var limits = new Server.Limits(4, 1000, Duration.ofSeconds(2), Duration.ofMinutes(10));
        try (var server = new RunningServer(RecordingNode.quick(), limits, Peers.trusted())) {
            var hanging = new ArrayList<SocketChannel>();
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = server.connect();
                RunningServer.send(channel, i % 2 == 0 ? "" : "{\"jsonrpc\":");
                hanging.add(channel);
            }
            for (SocketChannel channel : hanging) {
                assertThat(RunningServer.answer(channel)).contains("too-slow", "within 2 s");
                channel.close();
            }
            assertThat(untilAnswered(server)).isEqualTo(ANSWER);
        }
    }

    @Test
    void aThousandConnections() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            List<SocketChannel> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(server.connect());
            }
            // Those that the server has taken wait for a request; it turns all others away.
            for (SocketChannel channel : all.subList(RunningServer.LIMITS.connections(), all.size())) {
                assertThat(RunningServer.answer(channel)).contains("-32002", "too-many-connections");
            }
            for (SocketChannel channel : all.subList(0, RunningServer.LIMITS.connections())) {
                RunningServer.send(channel, STATUS);
                assertThat(RunningServer.answer(channel)).isEqualTo(ANSWER);
            }
            for (SocketChannel channel : all) {
                channel.close();
            }
            assertThat(untilAnswered(server)).isEqualTo(ANSWER);
        }
    }

    /** A connection counts until the server has noticed its end. */
    private static String untilAnswered(RunningServer server) throws IOException {
        String answer = server.ask(STATUS);
        while (answer.contains("too-many-connections")) {
            answer = server.ask(STATUS);
        }
        return answer;
    }

    @Test
    void otherUsers() throws Exception {
        var nobody = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("65533");
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node, RunningServer.LIMITS, new Peers(nobody, nobody))) {
            assertThat(server.ask("{\"jsonrpc\":\"2.0\",\"method\":\"upgrade\",\"params\":[],\"id\":3}"))
                    .contains("\"code\":-32001", "Only root", "\"reason\":\"not-permitted\"");
        }
        assertThat(node.calls).isEmpty();
    }
}
