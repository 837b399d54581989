package org.kubeos.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The program {@code kubeos}, by which a person talks to the agent. Only the command that is run is loaded. */
public final class Kubeos {

    private static final String USAGE = """
            Usage: kubeos COMMAND [OPTIONS]

            Upgrade this node and see how it is.

              status           Show the slots, the trial, and what the agent does.
              upgrade IMAGE    Write a new version into the other slot and boot it on trial.
              watch            Show the progress of what the agent does now.
              rollback         Boot the other slot, if it holds a whole system.
              confirm          End the trial: the running version stays.
              reject           End the trial: return to the version before.
              retry            Let a version that failed be tried again.
              history          List the upgrades and how they ended.
              shadowed [PATH]  List local files that hide files of the image.
              reset PATH       Give a file of the image back at the next boot.
              configure FILE   Apply configuration models, all or none.
              drift            Show what differs from what was configured.
              undo             Take the last configuration back.

            kubeos COMMAND --help shows the options of a command.

            Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused or busy, 4 the agent can't be reached.
            """;

    private final Terminal terminal;

    Kubeos(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new Kubeos(Terminal.ofProcess()).run(args));
    }

    int run(String... args) {
        String name = args.length == 0 ? "" : args[0];
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(Math.min(1, args.length), args.length));
        if (name.equals("help") && !rest.isEmpty()) {
            name = rest.getFirst();
            rest = List.of("--help");
        }
        switch (name) {
            case "help", "--help", "-h" -> {
                terminal.out().print(USAGE);
                return ExitCode.DONE;
            }
            case "--version", "-V" -> {
                terminal.out().println("kubeos " + Version.text());
                return ExitCode.DONE;
            }
            case "" -> {
                terminal.err().print(USAGE);
                return ExitCode.WRONG_USAGE;
            }
            default -> {}
        }
        AgentCommand command = command(name);
        if (command == null) {
            terminal.err().println("kubeos: Unknown command '" + Text.printable(name) + "'. Try: kubeos --help");
            return ExitCode.WRONG_USAGE;
        }
        return run(name, command, rest);
    }

    private int run(String name, AgentCommand command, List<String> args) {
        var line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        return line.setCommandName("kubeos " + name)
                .setColorScheme(Help.defaultColorScheme(Ansi.OFF))
                .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
                .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
                .setParameterExceptionHandler((e, _) -> explainUsage(e))
                .setExecutionExceptionHandler((e, _, _) -> explain(e))
                .execute(args.toArray(String[]::new));
    }

    private @Nullable AgentCommand command(String name) {
        return switch (name) {
            case "status" -> new StatusCommand(terminal);
            case "upgrade" -> new UpgradeCommand(terminal);
            case "watch" -> new WatchCommand(terminal);
            case "rollback" -> new RollbackCommand(terminal);
            case "confirm" -> new ConfirmCommand(terminal);
            case "reject" -> new RejectCommand(terminal);
            case "retry" -> new RetryCommand(terminal);
            case "history" -> new HistoryCommand(terminal);
            case "shadowed" -> new ShadowedCommand(terminal);
            case "reset" -> new ResetCommand(terminal);
            case "configure" -> new ConfigureCommand(terminal);
            case "drift" -> new DriftCommand(terminal);
            case "undo" -> new UndoCommand(terminal);
            default -> null;
        };
    }

    private int explainUsage(ParameterException e) {
        terminal.err().println("kubeos: " + Text.printable(String.valueOf(e.getMessage())));
        terminal.err().println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.WRONG_USAGE;
    }

    private int explain(Exception e) {
        terminal.err().println("kubeos: " + Text.printable(String.valueOf(e.getMessage())));
        return ExitCode.FAILED;
    }
}
