package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.yamlschema.yaml.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "validate", description = "Report every problem in a config, without building anything.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    private final BuildService work;
    private final GlobalOptions globals;
    private final Terminal terminal;

    ValidateCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        this.work = work;
        this.globals = globals;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (!globals.json()) {
            LoadedConfig loaded = load();
            loaded.warnings()
                    .forEach(warning -> terminal.err().println("warning: " + TerminalText.lines(warning.describe())));
            terminal.out().println(config.name() + " is a valid config.");
            return ExitCode.DONE.code();
        }
        List<Problem> problems = List.of();
        List<Problem> warnings = List.of();
        try {
            warnings = load().warnings();
        } catch (ConfigException e) {
            problems = e.problems();
        }
        Map<String, Object> told = JsonOutput.object(
                "valid",
                problems.isEmpty(),
                "problems",
                JsonOutput.problems(problems),
                "warnings",
                JsonOutput.problems(warnings));
        JsonOutput.print(terminal.out(), told);
        return (problems.isEmpty() ? ExitCode.DONE : ExitCode.WRONG_USAGE).code();
    }

    /** A config that a build would accept, as far as can be told without one. */
    private LoadedConfig load() throws IOException {
        LoadedConfig loaded = config.load(work.distributions());
        List<Refusal> refusals = work.refusals(loaded.config());
        if (!refusals.isEmpty()) {
            throw loaded.refused(refusals);
        }
        return loaded;
    }
}
