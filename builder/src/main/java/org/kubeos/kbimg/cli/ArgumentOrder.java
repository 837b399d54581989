package org.kubeos.kbimg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.kubeos.kbimg.artifact.ArtifactKind;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The order of upstream's command line, {@code create -f FILE vm-img}: options stand before the artifact, whose options they
 * are here.
 */
final class ArgumentOrder {

    /** Commands that are followed by an artifact's name. */
    private static final Set<String> COMMANDS = Set.of("create", "plan");

    private static final String NO_MORE_OPTIONS = "--";

    private final CommandLine root;

    ArgumentOrder(CommandLine root) {
        this.root = root;
    }

    /** The same arguments, with the names of artifacts in front of the options of the command that they belong to. */
    String[] artifactsFirst(String... args) {
        int command = nextWord(args, 0, root);
        if (command == args.length || !COMMANDS.contains(args[command])) {
            return args;
        }
        CommandLine parent = Objects.requireNonNull(root.getSubcommands().get(args[command]), args[command]);
        int first = command + 1;
        if (first == args.length || !args[first].startsWith("-")) {
            return args;
        }
        List<Integer> words = words(args, first, parent);
        List<Integer> names = words.stream().filter(i -> isArtifact(args[i])).toList();
        if (names.isEmpty()) {
            // So that a name that nobody knows is told about, and not the options.
            names = words.stream().limit(1).toList();
        }
        List<String> ordered = new ArrayList<>(Arrays.asList(args).subList(0, first));
        names.forEach(i -> ordered.add(args[i]));
        for (int i = first; i < args.length; i++) {
            if (!names.contains(i)) {
                ordered.add(args[i]);
            }
        }
        return ordered.toArray(String[]::new);
    }

    private static List<Integer> words(String[] args, int from, CommandLine command) {
        List<Integer> words = new ArrayList<>();
        for (int i = nextWord(args, from, command); i < args.length; i = nextWord(args, i + 1, command)) {
            words.add(i);
        }
        return words;
    }

    /** The place of the next argument that is neither an option nor the value of one. */
    private static int nextWord(String[] args, int from, CommandLine command) {
        int i = from;
        while (i < args.length && args[i].startsWith("-") && !args[i].equals(NO_MORE_OPTIONS)) {
            i += takesNext(args[i], command) ? 2 : 1;
        }
        boolean ended = i >= args.length || args[i].equals(NO_MORE_OPTIONS);
        return ended ? args.length : i;
    }

    /** Whether an option's value is the argument behind it; that of {@code -fFILE} and {@code --file=FILE} is not. */
    private static boolean takesNext(String option, CommandLine command) {
        return Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
                .flatMap(any -> any.getCommandSpec().options().stream())
                .filter(spec -> List.of(spec.names()).contains(option))
                .map(OptionSpec::arity)
                .anyMatch(arity -> arity.max() > 0);
    }

    private static boolean isArtifact(String word) {
        return Stream.of(ArtifactKind.values())
                .anyMatch(kind -> word.equals(kind.command()) || word.equals(kind.alias()));
    }
}
