package org.kubeos.kbimg.boot.grub;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads boot menus. */
final class GrubMenu {

    /** The command that loads a kernel, and what it is given, up to the end of the command. */
    private static final Pattern LINUX = Pattern.compile("(?m)^[ \\t]*(?:if[ \\t]+)?linux(?:16|efi)?[ \\t]+(.*)$");

    /** A word of GRUB's shell, or the end of a command. */
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\";])+|;");

    private static final Pattern QUOTES = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

    private GrubMenu() {}

    /** What the first entry hands the kernel, without the words that a variable is in. */
    static List<String> kernelArguments(String menu) {
        Matcher command = LINUX.matcher(menu);
        if (!command.find()) {
            return List.of();
        }
        return WORD.matcher(command.group(1))
                .results()
                .map(MatchResult::group)
                .takeWhile(word -> !word.equals(";"))
                .skip(1) // the kernel
                .filter(word -> word.startsWith("'") || !word.contains("$"))
                .map(GrubMenu::unquote)
                .toList();
    }

    private static String unquote(String word) {
        return QUOTES.matcher(word)
                .replaceAll(part -> Matcher.quoteReplacement(part.group(1) != null ? part.group(1) : part.group(2)));
    }
}
