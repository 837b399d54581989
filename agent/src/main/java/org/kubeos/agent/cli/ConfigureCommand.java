package org.kubeos.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kubeos.agent.AgentException;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Apply configuration models, all or none.")
final class ConfigureCommand extends AgentCommand {

    @Parameters(
            paramLabel = "FILE",
            description =
                    "JSON: an array of models, or an object that has it as \"configs\". - stands for standard input.")
    private String file = "";

    @Option(names = "--restart", description = "Restart the daemons that need it.")
    private boolean restart;

    ConfigureCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.configure";
    }

    @Override
    ObjectNode params() throws IOException {
        JsonNode json = read();
        JsonNode configs = json.isObject() ? json.path("configs") : json;
        if (!configs.isArray()) {
            throw new AgentException("Can't configure the node: " + file
                    + " is neither an array of models nor an object that has one as \"configs\".");
        }
        ObjectNode params = Json.object();
        params.set("configs", configs);
        return params.put("restart", restart);
    }

    private JsonNode read() throws IOException {
        try {
            return Json.readStrictly(file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file)));
        } catch (JsonProcessingException e) {
            throw new AgentException("Can't read " + file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new AgentException("Can't read " + file + ": there is no such file.", e);
        }
    }

    @Override
    String describe(JsonNode result) {
        return Settings.describe(result);
    }
}
