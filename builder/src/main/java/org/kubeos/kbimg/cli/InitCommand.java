package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigDocs;
import org.kubeos.kbimg.config.ConfigOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = "Write a starter config that explains every key, with the values of --set or, on a terminal,"
                + " your answers to some questions.")
final class InitCommand implements Callable<Integer> {

    /** Defaults for the keys that a config must have. */
    private static final List<String> ESSENTIALS =
            List.of("version=v1", "distribution=debian", "source.repository=host");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "kbimg.yaml",
            description = "Config file to create. Default: ${DEFAULT-VALUE}")
    private Path output = Path.of("kbimg.yaml");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            completionCandidates = SettableKeys.class,
            description = "A config value, such as hostname=node. Can be repeated. With it, no questions are asked.")
    private List<String> settings = new ArrayList<>();

    private final BuildService work;
    private final Terminal terminal;
    private final Supplier<Optional<Prompter>> questions;

    InitCommand(BuildService work, Terminal terminal, Supplier<Optional<Prompter>> questions) {
        this.work = work;
        this.terminal = terminal;
        this.questions = questions;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output)) {
            throw new UsageException(output + " already exists. Choose another name with -o.");
        }
        var help = new ConfigDocs(work.distributions());
        List<String> given = settings;
        if (given.isEmpty()) {
            given = questions
                    .get()
                    .map(asked -> ConfigWizard.with(
                            asked,
                            terminal.err(),
                            work.distributions(),
                            answers -> help.newConfig(output, withEssentials(answers))))
                    .orElse(List.of());
        }
        ConfigOutput.write(output, help.newConfig(output, withEssentials(given)));
        terminal.out().println(output);
        return ExitCode.DONE.code();
    }

    private static List<String> withEssentials(List<String> settings) {
        var all = new ArrayList<String>();
        for (String essential : ESSENTIALS) {
            String key = essential.substring(0, essential.indexOf('=')).split("\\.")[0];
            if (settings.stream()
                    .noneMatch(setting -> setting.startsWith(key + "=") || setting.startsWith(key + "."))) {
                all.add(essential);
            }
        }
        all.addAll(settings);
        return all;
    }
}
