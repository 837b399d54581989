package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kubeos.agent.api.ApiClient;
import org.kubeos.agent.api.RpcException;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Option;

/** A command that calls a method of the agent and says what came of it. */
abstract class AgentCommand implements Callable<Integer> {

    /** Where systemd listens for the agent. */
    static final String SOCKET = "/run/os-agent/os-agent.sock";

    private final Terminal terminal;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--socket", paramLabel = "PATH", description = "The agent's socket. Default: " + SOCKET)
    private Path socket = Path.of(SOCKET);

    AgentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    abstract String method();

    /** The method's parameters. */
    ObjectNode params() throws IOException {
        return Json.object();
    }

    /** The result for people, without a line break at the end. */
    abstract String describe(JsonNode result);

    /** Whether the work goes on if this program is interrupted. */
    boolean outlivesClient() {
        return false;
    }

    @Override
    public Integer call() throws IOException {
        ObjectNode params = params();
        try {
            JsonNode result = ask(params);
            print(json ? Json.pretty(result) : Text.printable(describe(result)) + "\n");
            return ExitCode.DONE;
        } catch (RpcException e) {
            return fail(e.getMessage(), e.reason().word(), ExitCode.of(e.reason()));
        } catch (IOException e) {
            return fail(Unreachable.explain(socket, e), "unreachable", ExitCode.UNREACHABLE);
        }
    }

    private JsonNode ask(ObjectNode params) throws IOException, RpcException {
        var ended = new AtomicBoolean();
        if (outlivesClient()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                if (!ended.get()) {
                    terminal.err().println("The agent goes on. To see how far it is: kubeos watch");
                }
            }));
        }
        try (var view = new ProgressView(terminal.err(), terminal.live())) {
            return new ApiClient(socket).call(method(), params, view);
        } finally {
            ended.set(true);
        }
    }

    private int fail(String message, String reason, int exitCode) {
        terminal.err().println("kubeos: " + Text.printable(message));
        if (json) {
            print(Json.pretty(
                    Json.object().put("error", message).put("reason", reason).put("exitCode", exitCode)));
        }
        return exitCode;
    }

    private void print(String text) {
        terminal.out().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        terminal.out().flush();
    }
}
