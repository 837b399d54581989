package org.kubeos.kbimg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.yamlschema.yaml.Problem;

/** Prints results as JSON. */
final class JsonOutput {

    private JsonOutput() {}

    /** @param keysAndValues alternating */
    static Map<String, Object> object(Object... keysAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** @param words the message as shown on a terminal */
    static Map<String, Object> failure(Throwable failure, String words) {
        Map<String, Object> json =
                object("error", words, "exitCode", ExitCode.of(failure).code());
        if (failure instanceof ConfigException config) {
            json.put("problems", problems(config.problems()));
        }
        return json;
    }

    static List<Map<String, Object>> problems(List<Problem> problems) {
        return problems.stream().map(JsonOutput::problem).toList();
    }

    private static Map<String, Object> problem(Problem problem) {
        Map<String, Object> json = object(
                "file",
                problem.file(),
                "line",
                problem.line(),
                "column",
                problem.column(),
                "message",
                TerminalText.lines(problem.message()));
        if (!problem.key().isEmpty()) {
            json.put("key", problem.key());
        }
        problem.expected().ifPresent(expected -> json.put("expected", TerminalText.lines(expected)));
        problem.advice().ifPresent(advice -> json.put("advice", TerminalText.lines(advice)));
        return json;
    }

    static void print(PrintStream out, Map<String, Object> document) {
        try {
            String text = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
            Terminal.printDocument(out, text + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
