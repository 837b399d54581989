package org.kubeos.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with its arguments; no shell reads them.
 *
 * @param arguments the program's name or path, then its arguments
 * @param environment variables beyond those that every process of kbimg's gets; never shown
 * @param wrapper how many of the first arguments only start the program, and are not shown
 * @param hidden how many of the last arguments are not shown
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

    public String program() {
        return arguments.get(wrapper);
    }

    /** This command with another variable in its environment. */
    public Command with(String variable, String value) {
        var variables = new LinkedHashMap<>(environment);
        variables.put(variable, value);
        return new Command(arguments, variables, wrapper, hidden);
    }

    /** This command with more arguments at its end. */
    public Command plus(List<String> more) {
        if (hidden > 0) {
            throw new IllegalStateException("the last arguments are those that are not shown");
        }
        return new Command(concatenate(arguments, more), environment, wrapper, 0);
    }

    /** This command with more arguments at its end, which may be secrets. */
    public Command plusHidden(List<String> more) {
        return new Command(concatenate(arguments, more), environment, wrapper, hidden + more.size());
    }

    /** This command as the last arguments of another one, which starts it. */
    public Command under(List<String> starter) {
        return new Command(concatenate(starter, arguments), environment, starter.size() + wrapper, hidden);
    }

    /** The arguments for people, without what may be secret and without the texts of scripts. */
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
