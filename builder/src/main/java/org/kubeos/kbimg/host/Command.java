package org.kubeos.kbimg.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with its arguments; no shell reads them.
 *
 * @param arguments the program's name or path, then its arguments
 * @param environment variables beyond those that every process of kbimg's gets
 */
public record Command(List<String> arguments, Map<String, String> environment) {

    public Command {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... arguments) {
        return new Command(Arrays.asList(arguments), Map.of());
    }

    public static Command of(List<String> arguments) {
        return new Command(arguments, Map.of());
    }

    public String program() {
        return arguments.getFirst();
    }

    /** This command with another variable in its environment. */
    public Command with(String variable, String value) {
        var variables = new LinkedHashMap<>(environment);
        variables.put(variable, value);
        return new Command(arguments, variables);
    }

    /** This command with more arguments at its end. */
    public Command plus(List<String> more) {
        return new Command(concatenate(arguments, more), environment);
    }

    /** This command as the last arguments of another one. */
    public Command under(List<String> wrapper) {
        return new Command(concatenate(wrapper, arguments), environment);
    }

    private static List<String> concatenate(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
