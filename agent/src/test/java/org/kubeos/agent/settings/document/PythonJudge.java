package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.testkit.Tool;

/** What other people's parsers read: PyYAML, which reads YAML 1.1 as the kubelet does, and Python's tomllib. */
final class PythonJudge {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SCRIPT = """
            import json, sys, %s
            texts = json.load(sys.stdin)
            print(json.dumps([%s(text) for text in texts], default=str))
            """;

    private PythonJudge() {}

    static JsonNode yaml(String text) {
        return yaml(List.of(text)).getFirst();
    }

    static List<JsonNode> yaml(List<String> texts) {
        return read(texts, SCRIPT.formatted("yaml", "yaml.safe_load"));
    }

    static JsonNode toml(String text) {
        return toml(List.of(text)).getFirst();
    }

    static List<JsonNode> toml(List<String> texts) {
        return read(texts, SCRIPT.formatted("tomllib", "tomllib.loads"));
    }

    private static List<JsonNode> read(List<String> texts, String script) {
        try {
            byte[] input = JSON.writeValueAsString(texts).getBytes(StandardCharsets.UTF_8);
            String output = Tool.run(List.of("python3", "-c", script), input)
                    .expectSuccess()
                    .text();
            var values = new ArrayList<JsonNode>();
            JSON.readTree(output).forEach(values::add);
            return values;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
