package org.kubeos.kbimg.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.yamlschema.HostNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** kbimg's command line. */
public final class Kbimg {

    @Command(name = "create", description = "Build an artifact.")
    static final class Create {}

    private final Terminal terminal;
    private final RootCommand root = new RootCommand();
    private final CommandLine commandLine;

    Kbimg(BuildService work, Terminal terminal) {
        this(work, terminal, ConsolePrompter::ofProcess);
    }

    /** @param questions asks the user for {@code init}; empty without a terminal */
    Kbimg(BuildService work, Terminal terminal, Supplier<Optional<Prompter>> questions) {
        this.terminal = terminal;
        GlobalOptions globals = root.globals;
        this.commandLine = new CommandLine(root)
                .addSubcommand(new CommandLine(new Create())
                        .addSubcommand(new CreateNodeCommand.VmImage(work, globals, terminal))
                        .addSubcommand(new CreateNodeCommand.PxeImage(work, globals, terminal))
                        .addSubcommand(new CreateNodeCommand.UpgradeImage(work, globals, terminal))
                        .addSubcommand(new AdminImageCommand(work, globals, terminal)))
                .addSubcommand(new IndexCommand(work, globals, terminal))
                .addSubcommand(new LockCommand(work, globals, terminal))
                .addSubcommand(new FetchCommand(work, globals, terminal))
                .addSubcommand(planCommand(work, globals, terminal))
                .addSubcommand(new ValidateCommand(work, globals, terminal))
                .addSubcommand(new InitCommand(work, terminal, questions))
                .addSubcommand(new SchemaCommand(work, terminal))
                .addSubcommand(new ConvertCommand(terminal))
                .addSubcommand(new InspectCommand(work, globals, terminal))
                .addSubcommand(new DiffCommand(work, globals, terminal))
                .addSubcommand(new CommandLine(new KeyCommand())
                        .addSubcommand(new KeyCommand.Generate(globals, terminal, questions)))
                .addSubcommand(new VerifyCommand(work, globals, terminal))
                .addSubcommand(new BootCommand(work, globals, terminal))
                // What follows the command's name is its arguments, not kbimg's options.
                .addSubcommand(new CommandLine(new SshCommand(work, globals, terminal)).setStopAtPositional(true))
                .addSubcommand(new DoctorCommand(work, globals, terminal))
                .addSubcommand(new CacheCommand(work, globals, terminal))
                .addSubcommand(new CompletionCommand(terminal))
                .addSubcommand(new ManCommand(terminal))
                .addSubcommand(new HelpCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
                .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
                .setParameterExceptionHandler((e, _) -> explainUsage(e))
                .setExecutionExceptionHandler((e, _, _) -> explain(e));
    }

    private static CommandLine planCommand(BuildService work, GlobalOptions globals, Terminal terminal) {
        var plan = new CommandLine(new PlanCommand());
        for (ArtifactKind artifact : ArtifactKind.values()) {
            var command = new PlanArtifactCommand(artifact, work, globals, terminal);
            plan.addSubcommand(artifact.command(), command, artifact.alias());
        }
        return plan;
    }

    /** Runs kbimg and ends the JVM with its exit code. */
    public static void main(String[] args) {
        runAndExit(new DefaultBuildService(), args);
    }

    static void runAndExit(BuildService work, String... args) {
        var interruption = SignalHandler.watch();
        var kbimg = new Kbimg(work, Terminal.ofProcess());
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> kbimg.show(failure));
        int exitCode = kbimg.run(args);
        interruption.end();
        System.exit(exitCode);
    }

    /** Runs one command line and returns its exit code. */
    int run(String... args) {
        try {
            requireExact(args);
            return commandLine.execute(new ArgumentOrder(commandLine).artifactsFirst(args));
        } catch (UsageException | Error e) {
            return explain(e);
        }
    }

    /** What is decoded wrongly would name other files. */
    private static void requireExact(String... args) {
        for (int i = 0; i < args.length; i++) {
            // Not the argument itself: it may be a password of --set.
            requireExact("argument " + (i + 1), args[i]);
        }
        requireExact("the name of the working directory", System.getProperty("user.dir"));
        for (String variable : CacheDirectory.VARIABLES) {
            requireExact("the environment variable " + variable, System.getenv().getOrDefault(variable, ""));
        }
    }

    private static void requireExact(String what, String text) {
        Optional<String> problem = HostNames.problem(text);
        if (problem.isPresent()) {
            throw new UsageException("Can't read " + what + ": " + problem.get() + ".");
        }
    }

    private void show(Throwable failure) {
        terminal.err().println(ErrorRenderer.of(failure, root.globals.debug()));
    }

    private int explain(Throwable failure) {
        show(failure);
        if (root.globals.json()) {
            JsonOutput.print(terminal.out(), JsonOutput.failure(failure, ErrorRenderer.of(failure, false)));
        }
        return ExitCode.of(failure).code();
    }

    private int explainUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        terminal.err().println("kbimg: " + TerminalText.lines(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        if (e instanceof UnmatchedArgumentException unmatched) {
            explainUnmatched(unmatched.getUnmatched().getFirst(), command);
        }
        terminal.err().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.WRONG_USAGE.code();
    }

    private void explainUnmatched(String argument, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.findOption("--file") != null && Path.of(argument).toFile().isFile()) {
            terminal.err().println("A config is given with -f: -f " + argument);
            return;
        }
        List<String> expected = spec.subcommands().isEmpty()
                ? spec.positionalParameters().stream()
                        .flatMap(parameter -> candidates(parameter.completionCandidates()))
                        .toList()
                : spec.subcommands().values().stream()
                        .map(CommandLine::getCommandName)
                        .distinct()
                        .toList();
        if (!expected.isEmpty() && !argument.startsWith("-")) {
            terminal.err().println("Expected one of: " + String.join(", ", expected));
        }
    }

    private static Stream<String> candidates(@Nullable Iterable<String> candidates) {
        return candidates == null ? Stream.of() : StreamSupport.stream(candidates.spliterator(), false);
    }
}
