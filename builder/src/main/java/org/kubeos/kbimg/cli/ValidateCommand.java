package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.config.ConfigException;
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
            config.read(work.distributions());
            terminal.out().println(config.file() + " is a valid config.");
            return ExitCode.DONE.code();
        }
        List<Problem> problems = problems();
        List<Map<String, Object>> told =
                problems.stream().map(ValidateCommand::json).toList();
        Json.print(terminal.out(), Json.object("valid", problems.isEmpty(), "problems", told));
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.WRONG_USAGE).code();
    }

    private List<Problem> problems() {
        try {
            config.read(work.distributions());
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
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
