package org.kubeos.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with its arguments, which is run without a shell.
 *
 * @param arguments the program's name or path, then its arguments
 * @param environment variables in addition to those that {@link ProcessRunner} sets; never shown
 * @param wrapper number of leading arguments that only start the program, such as a sandbox; not shown
 * @param hidden number of trailing arguments that are not shown
 */
public record Command(List<String> arguments, Map<String, String> environment, int wrapper, int hidden) {

    public Command {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    public Command(List<String> arguments, Map<String, String> environment) {
        this(arguments, environment, 0, 0);
    }

    public static Command of(String... arguments) {
        return new Command(Arrays.asList(arguments), Map.of());
    }

    public static Command of(List<String> arguments) {
        return new Command(arguments, Map.of());
    }

    /** The program to run, after the wrapper. */
    public String program() {
        return arguments.get(wrapper);
    }

    /** This command with a variable set. */
    public Command with(String variable, String value) {
        var variables = new LinkedHashMap<>(environment);
        variables.put(variable, value);
        return new Command(arguments, variables, wrapper, hidden);
    }

    /**
     * This command with more arguments.
     *
     * @throws IllegalStateException if the last arguments are hidden
     */
    public Command plus(List<String> more) {
        if (hidden > 0) {
            throw new IllegalStateException("the last arguments are those that are not shown");
        }
        return new Command(concatenate(arguments, more), environment, wrapper, 0);
    }

    /** This command with more arguments, which may be secrets and are not shown. */
    public Command plusHidden(List<String> more) {
        return new Command(concatenate(arguments, more), environment, wrapper, hidden + more.size());
    }

    /** This command as the last arguments of a wrapper that starts it. */
    public Command under(List<String> starter) {
        return new Command(concatenate(starter, arguments), environment, starter.size() + wrapper, hidden);
    }

    /** The arguments for messages, without secrets and without the texts of scripts. */
    List<String> shown() {
        var shown = new ArrayList<String>();
        for (String argument : arguments.subList(wrapper, arguments.size() - hidden)) {
            shown.add(argument.lines().count() > 1 ? "<script>" : argument);
        }
        shown.addAll(Collections.nCopies(hidden, "********"));
        return shown;
    }

    private static List<String> concatenate(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
