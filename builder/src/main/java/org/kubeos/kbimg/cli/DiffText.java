package org.kubeos.kbimg.cli;

import java.io.PrintStream;
import java.util.List;
import org.kubeos.kbimg.artifact.diff.ChangeKind;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.diff.DirectorySize;
import org.kubeos.kbimg.artifact.diff.FieldChange;
import org.kubeos.kbimg.artifact.diff.FileChange;
import org.kubeos.kbimg.artifact.diff.PackageChange;
import org.kubeos.kbimg.artifact.diff.RootChanges;
import org.kubeos.kbimg.artifact.diff.RootChanges.AccountChange;
import org.kubeos.kbimg.cli.view.TerminalText;

/** Differences for a terminal: a summary, then a section for each part that differs. */
final class DiffText {

    /** Files that are listed unless all are asked for. */
    static final int MAX_FILES = 20;

    /** A longer value, such as a file's text, is cut. */
    private static final int MAX_VALUE = 100;

    private final Comparison comparison;
    private final boolean allFiles;
    private final PrintStream out;

    DiffText(Comparison comparison, boolean allFiles, PrintStream out) {
        this.comparison = comparison;
        this.allFiles = allFiles;
        this.out = out;
    }

    void print() {
        line(comparison.before() + " -> " + comparison.after());
        List<String> summary = DiffWords.summary(comparison);
        if (!summary.isEmpty()) {
            line(String.join(", ", summary));
        } else if (!comparison.different()) {
            line("No differences.");
        }
        comparison
                .root()
                .filter(root -> root.sizeBefore() != root.sizeAfter())
                .ifPresent(root -> line("Size of the files: " + DiffWords.size(root)));
        comparison.notCompared().forEach(this::line);
        fields("Build", comparison.facts());
        comparison.settings().ifPresent(changes -> fields("Settings", changes));
        comparison.packages().ifPresent(this::packages);
        comparison.root().ifPresent(this::root);
    }

    private void root(RootChanges root) {
        fields("Kernel arguments", root.kernelArguments());
        fields("Services", root.services());
        accounts("Users", root.users());
        accounts("Groups", root.groups());
        files(root.files());
        directories(root.directories());
    }

    private void line(String text) {
        out.println(TerminalText.oneLine(text));
    }

    private void title(String title, int count) {
        out.println();
        out.println(title + " (" + count + ")");
    }

    private void fields(String title, List<FieldChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        title(title, changes.size());
        var table = new Table("", "", "NAME", "VALUE");
        for (FieldChange change : changes) {
            table.row("", DiffWords.sign(DiffWords.kind(change)), change.name(), cut(values(change)));
        }
        table.print(out);
    }

    /** Without a sign, which stands in front of the name. */
    private static String values(FieldChange change) {
        return DiffWords.kind(change) == ChangeKind.CHANGED ? DiffWords.values(change) : DiffWords.onlyValue(change);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) > MAX_VALUE
                ? text.substring(0, text.offsetByCodePoints(0, MAX_VALUE)) + "..."
                : text;
    }

    private void packages(List<PackageChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        title("Packages", changes.size());
        var table = new Table("", "PACKAGE", "CHANGE", "BEFORE", "AFTER", "SIZE");
        for (PackageChange change : changes) {
            table.row(
                    "",
                    change.name(),
                    DiffWords.name(change.kind()),
                    DiffWords.version(change.before(), change),
                    DiffWords.version(change.after(), change),
                    DiffWords.size(change));
        }
        table.print(out);
    }

    private void accounts(String title, List<AccountChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        title(title, changes.size());
        var table = new Table("", "", "NAME", "CHANGE");
        for (AccountChange change : changes) {
            table.row("", DiffWords.sign(change.kind()), change.name(), cut(DiffWords.details(change)));
        }
        table.print(out);
    }

    private void files(List<FileChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        title("Files", changes.size());
        var table = new Table("", "", "FILE", "CHANGE");
        List<FileChange> shown = allFiles ? changes : changes.subList(0, Math.min(MAX_FILES, changes.size()));
        for (FileChange change : shown) {
            table.row("", DiffWords.sign(change.kind()), "/" + change.path(), DiffWords.details(change));
        }
        table.print(out);
        if (shown.size() < changes.size()) {
            out.println("  and " + (changes.size() - shown.size()) + " more; --files lists them");
        }
    }

    private void directories(List<DirectorySize> directories) {
        if (directories.isEmpty()) {
            return;
        }
        out.println();
        out.println("Size by directory");
        var table = new Table("", "DIRECTORY", "BEFORE", "AFTER", "CHANGE");
        directories.stream()
                .limit(DiffWords.MAX_DIRECTORIES)
                .forEach(directory -> table.row(
                        "",
                        "/" + directory.path(),
                        DiffWords.size(directory.before()),
                        DiffWords.size(directory.after()),
                        DiffWords.growth(directory.growth())));
        table.print(out);
        if (directories.size() > DiffWords.MAX_DIRECTORIES) {
            out.println("  and " + (directories.size() - DiffWords.MAX_DIRECTORIES) + " more; --json lists them");
        }
    }
}
