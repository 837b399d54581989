package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.KbimgException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.cli.view.TerminalText;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.oci.OciException;
import org.kubeos.process.DirectoryBusyException;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.yamlschema.HostNames;

/**
 * Renders failures for people. All messages have one form:
 *
 * <ul>
 *   <li>A message that stands on its own, or after {@code kbimg:}, {@code because:} or {@code warning:}, is one sentence or
 *       more: {@code Can't read the agent binary /x: reason}. It starts with a capital letter, unless it starts with a
 *       name, and ends with a period, unless it ends with a list or with somebody else's words.
 *   <li>After a position or a key of the config ({@code kbimg.yaml:4:1: hostname:}, {@code files:}), it starts with a
 *       lower-case letter and does without the last period.
 *   <li>It is "can't", not "cannot" or "could not", with the reason behind a colon. It tells what is wrong, where, and
 *       what to try.
 * </ul>
 */
final class ErrorRenderer {

    private static final int MAX_CAUSES = 5;

    private ErrorRenderer() {}

    /** @param trace whether to add the stack trace */
    static String of(Throwable failure, boolean trace) {
        // Other programs' words are among them.
        return TerminalText.lines(words(failure) + (trace ? "\n" + stackTrace(failure) : ""));
    }

    private static String words(Throwable failure) {
        if (ExitCode.of(failure) == ExitCode.INTERRUPTED) {
            return "kbimg: Interrupted";
        }
        return switch (failure) {
            case ConfigException config -> String.valueOf(config.getMessage());
            case UsageException usage -> "kbimg: " + usage.getMessage();
            case KbimgException _, OciException _, HostEnvironmentException _, DirectoryBusyException _ ->
                "kbimg: " + failure.getMessage() + causes(failure);
            case UncheckedIOException unchecked
            when unchecked.getCause() != null -> "kbimg: " + ofInputOutput(unchecked.getCause());
            case IOException io -> "kbimg: " + ofInputOutput(io);
            case InvalidPathException path -> "kbimg: " + ofPath(path);
            case OutOfMemoryError _ ->
                "kbimg: Java ran out of memory. Give it more, for example with _JAVA_OPTIONS=-Xmx512m.";
            case LinkageError unloaded
            when ExitCode.lacksLibrary(unloaded) ->
                "kbimg: Can't load a native library: "
                        + String.valueOf(failure.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("")
                        + causes(failure)
                        + "\n  If the cache directory is on a file system that is mounted noexec, choose another one with"
                        + " KBIMG_CACHE.";
            default ->
                "kbimg: Internal error: " + failure + causes(failure)
                        + "\n  This is a bug in kbimg. Run it again with --debug, and report the stack trace.";
        };
    }

    /** The messages of the causes, one line each, without those that only repeat what was said. */
    private static String causes(Throwable failure) {
        var text = new StringBuilder();
        String said = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            String reason = reason(cause);
            if (!said.contains(reason) && !isExplained(cause, said)) {
                text.append("\n  because: ").append(reason);
                said += "\n" + reason;
            }
        }
        return text.toString();
    }

    /** Whether a process' own words have been shown, to which its exit code adds nothing. */
    private static boolean isExplained(Throwable cause, String said) {
        return cause instanceof ProcessFailedException process
                && process.lastLines().stream()
                        .map(String::strip)
                        .anyMatch(line -> !line.isEmpty() && said.contains(line));
    }

    private static String reason(Throwable cause) {
        @Nullable String message = cause.getMessage();
        return switch (cause) {
            case UncheckedIOException unchecked
            when unchecked.getCause() != null -> ofInputOutput(unchecked.getCause());
            case IOException io -> ofInputOutput(io);
            default -> message == null ? cause.getClass().getSimpleName() : message;
        };
    }

    private static String ofPath(InvalidPathException failure) {
        return "Can't use the path " + failure.getInput() + ": "
                + HostNames.problem(failure.getInput()).orElse("it has a character that no file name can have") + ".";
    }

    private static String ofInputOutput(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left on device")) {
            return "The disk is full (" + message + "). Free some space, or choose another directory with -o.";
        }
        return switch (failure) {
            case NoSuchFileException missing -> "No such file: " + missing.getFile();
            case AccessDeniedException denied -> "Permission denied: " + denied.getFile();
            case FileSystemException file -> message.isEmpty() ? "Can't access " + file.getFile() : message;
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : message;
        };
    }

    private static String stackTrace(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }
}
