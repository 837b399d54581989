package org.kubeos.kbimg.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kubeos.kbimg.BuildInfo;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Generates manual pages, in the macros of man(7), from picocli's model of the command line. */
final class ManPage {

    private final StringBuilder out = new StringBuilder();

    private ManPage() {}

    static String of(CommandLine command, BuildInfo tool) {
        var page = new ManPage();
        page.write(command, tool);
        return page.out.toString();
    }

    /** Each once, without the help options. */
    static List<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .distinct()
                .filter(inner -> !inner.getCommandName().equals("help"))
                .toList();
    }

    private void write(CommandLine command, BuildInfo tool) {
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName("-");
        LocalDate date = tool.timestamp().atZone(ZoneOffset.UTC).toLocalDate();
        line(".TH " + name.toUpperCase(Locale.ROOT).replace("-", "\\-") + " 1 " + date + " \"kbimg " + tool.version()
                + "\"");
        String[] description = spec.usageMessage().description();
        section("NAME");
        line(escape(name) + " \\- " + escape(summary(description)));
        section("SYNOPSIS");
        line(".nf");
        line(text(command.getHelp().synopsis(0).strip()));
        line(".fi");
        section("DESCRIPTION");
        paragraphs(description);
        options(spec);
        commands(command);
        section("EXIT STATUS");
        paragraphs(command.getHelp().footer().strip());
        seeAlso(command);
    }

    private static String summary(String[] description) {
        String first = description.length == 0 ? "" : description[0];
        String sentence = first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
        return sentence.isEmpty() ? "" : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private void options(CommandSpec spec) {
        List<ArgSpec> arguments = new ArrayList<>(spec.positionalParameters());
        arguments.addAll(spec.options());
        arguments.removeIf(ArgSpec::hidden);
        if (!arguments.isEmpty()) {
            section("OPTIONS");
        }
        for (ArgSpec argument : arguments) {
            line(".TP");
            line(argument instanceof OptionSpec option ? names(option) : italic(argument.paramLabel()));
            paragraphs(argument.description());
        }
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + italic(option.paramLabel());
        return Arrays.stream(option.names()).map(ManPage::bold).collect(Collectors.joining(", ")) + value;
    }

    private void commands(CommandLine command) {
        List<CommandLine> inner = subcommands(command);
        if (!inner.isEmpty()) {
            section("COMMANDS");
        }
        for (CommandLine subcommand : inner) {
            line(".TP");
            line(bold(subcommand.getCommandName()));
            paragraphs(subcommand.getCommandSpec().usageMessage().description()[0]);
        }
    }

    private void seeAlso(CommandLine command) {
        List<CommandLine> others = new ArrayList<>(subcommands(command));
        if (command.getParent() != null) {
            others.addFirst(command.getParent());
        }
        if (!others.isEmpty()) {
            section("SEE ALSO");
            line(others.stream()
                    .map(other -> bold(other.getCommandSpec().qualifiedName("-")) + "(1)")
                    .collect(Collectors.joining(",\n")));
        }
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void paragraphs(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            line(i == 0 ? text(texts[i]) : ".br\n" + text(texts[i]));
        }
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Lines of text, escaped so that none is taken for a request. */
    private static String text(String text) {
        return escape(text)
                .lines()
                .map(String::strip)
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }

    private static String bold(String text) {
        return "\\fB" + escape(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + escape(text) + "\\fR";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
