package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Give files of the image back at the next boot, in place of the local files that hide them.")
final class ResetCommand extends AgentCommand {

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Local files, or directories with such files.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--whole",
            description = "Move directories aside with all that is in them, also what only this node has.")
    private boolean whole;

    @Option(names = "--cancel", description = "Leave the local files where they are after all.")
    private boolean cancel;

    ResetCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.reset";
    }

    @Override
    ObjectNode params() {
        ObjectNode params = Json.object();
        ArrayNode names = params.putArray("paths");
        paths.forEach(path -> names.add(path.toAbsolutePath().normalize().toString()));
        return params.put("whole", whole).put("cancel", cancel);
    }

    @Override
    String describe(JsonNode result) {
        var lines = new ArrayList<String>();
        for (JsonNode path : result.path("pending")) {
            lines.add("  " + path.asText());
        }
        if (lines.isEmpty()) {
            return "The next boot resets nothing.";
        }
        lines.addFirst("The next boot gives these files of the image back:");
        lines.add("The local ones are moved to " + result.path("directory").asText()
                + ". To leave one where it is: kubeos reset --cancel PATH");
        return String.join("\n", lines);
    }
}
