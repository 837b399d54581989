package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.upstream.LoadedConfig;
import org.kubeos.kbimg.config.yaml.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "validate", description = "Tell every problem of a config, without building anything.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    private final Work work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    ValidateCommand(Work work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!globals.json()) {
            LoadedConfig loaded = config.load(work.distributions());
            loaded.warnings().forEach(warning -> terminal.err().println("warning: " + warning.describe()));
            terminal.out().println(config.name() + " is a valid config.");
            return ExitCode.DONE.code();
        }
        List<Problem> problems = List.of();
        List<Problem> warnings = List.of();
        try {
            warnings = config.load(work.distributions()).warnings();
        } catch (ConfigException e) {
            problems = e.problems();
        }
        Map<String, Object> told =
                Json.object("valid", problems.isEmpty(), "problems", json(problems), "warnings", json(warnings));
        Json.print(terminal.out(), told);
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.WRONG_USAGE).code();
    }

    private static List<Map<String, Object>> json(List<Problem> problems) {
        return problems.stream().map(ValidateCommand::json).toList();
    }

    private static Map<String, Object> json(Problem problem) {
        Map<String, Object> json = Json.object(
                "file",
                problem.file(),
                "line",
                problem.line(),
                "column",
                problem.column(),
                "message",
                problem.message());
        if (!problem.key().isEmpty()) {
            json.put("key", problem.key());
        }
        problem.expected().ifPresent(expected -> json.put("expected", expected));
        problem.advice().ifPresent(advice -> json.put("advice", advice));
        return json;
    }
}
