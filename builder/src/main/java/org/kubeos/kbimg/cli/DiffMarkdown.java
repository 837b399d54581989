package org.kubeos.kbimg.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.diff.DirectorySize;
import org.kubeos.kbimg.artifact.diff.FieldChange;
import org.kubeos.kbimg.artifact.diff.FileChange;
import org.kubeos.kbimg.artifact.diff.PackageChange;
import org.kubeos.kbimg.artifact.diff.RootChanges;
import org.kubeos.kbimg.artifact.diff.RootChanges.AccountChange;
import org.kubeos.kbimg.cli.view.TerminalText;

/** Differences as Markdown with tables, as GitHub and GitLab show it: packages at once, the rest folded. */
final class DiffMarkdown {

    /** What has a meaning in Markdown, in a table, or in HTML. */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>#|~&@$:]");

    private final StringBuilder text = new StringBuilder();

    private DiffMarkdown() {}

    /** @param allFiles whether all files are listed, and not just the first */
    static String of(Comparison comparison, boolean allFiles) {
        var markdown = new DiffMarkdown();
        markdown.write(comparison, allFiles);
        return markdown.text.toString();
    }

    private void write(Comparison comparison, boolean allFiles) {
        paragraph("### " + escape(comparison.before()) + " → " + escape(comparison.after()));
        List<String> summary = DiffWords.summary(comparison);
        if (!summary.isEmpty()) {
            paragraph("**" + String.join(", ", summary) + "**");
        } else if (!comparison.different()) {
            paragraph("No differences.");
        }
        comparison
                .root()
                .filter(root -> root.sizeBefore() != root.sizeAfter())
                .ifPresent(root -> paragraph("Size of the files: " + escape(DiffWords.size(root))));
        comparison.notCompared().forEach(sentence -> paragraph(escape(sentence)));
        comparison.packages().filter(changes -> !changes.isEmpty()).ifPresent(this::packages);
        fields("Build", comparison.facts());
        comparison.settings().ifPresent(changes -> fields("Settings", changes));
        comparison.root().ifPresent(root -> root(root, allFiles));
    }

    private void root(RootChanges root, boolean allFiles) {
        fields("Kernel arguments", root.kernelArguments());
        fields("Services", root.services());
        accounts("Users", root.users());
        accounts("Groups", root.groups());
        files(root.files(), allFiles);
        directories(root.directories());
    }

    private void packages(List<PackageChange> changes) {
        head("Package", "Change", "Before", "After", "Size");
        for (PackageChange change : changes) {
            row(
                    change.name(),
                    DiffWords.name(change.kind()),
                    DiffWords.version(change.before(), change),
                    DiffWords.version(change.after(), change),
                    DiffWords.size(change));
        }
        text.append('\n');
    }

    private void fields(String title, List<FieldChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        open(title, changes.size());
        head("Name", "Before", "After");
        changes.forEach(change ->
                row(change.name(), change.before().orElse(""), change.after().orElse("")));
        close();
    }

    private void accounts(String title, List<AccountChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        open(title, changes.size());
        head("Name", "Change", "Details");
        changes.forEach(change -> row(change.name(), DiffWords.name(change.kind()), DiffWords.details(change)));
        close();
    }

    private void files(List<FileChange> changes, boolean all) {
        if (changes.isEmpty()) {
            return;
        }
        open("Files", changes.size());
        head("File", "Change", "Details");
        long shown = all ? changes.size() : Math.min(DiffText.MAX_FILES, changes.size());
        changes.stream()
                .limit(shown)
                .forEach(change -> row("/" + change.path(), DiffWords.name(change.kind()), DiffWords.details(change)));
        if (shown < changes.size()) {
            text.append('\n').append("and ").append(changes.size() - shown).append(" more\n");
        }
        close();
    }

    private void directories(List<DirectorySize> directories) {
        if (directories.isEmpty()) {
            return;
        }
        open("Size by directory", directories.size());
        head("Directory", "Before", "After", "Change");
        directories.stream()
                .limit(DiffWords.MAX_DIRECTORIES)
                .forEach(directory -> row(
                        "/" + directory.path(),
                        DiffWords.size(directory.before()),
                        DiffWords.size(directory.after()),
                        DiffWords.growth(directory.growth())));
        close();
    }

    private void paragraph(String line) {
        text.append(line).append("\n\n");
    }

    /** An empty line has what follows read as Markdown again. */
    private void open(String title, int count) {
        paragraph("<details><summary>" + title + " (" + count + ")</summary>");
    }

    private void close() {
        text.append("\n</details>\n\n");
    }

    private void head(String... titles) {
        line(Stream.of(titles));
        line(Stream.of(titles).map(_ -> "---"));
    }

    private void row(String... cells) {
        line(Stream.of(cells).map(DiffMarkdown::escape));
    }

    private void line(Stream<String> cells) {
        text.append("| ").append(String.join(" | ", cells.toList())).append(" |\n");
    }

    /** Foreign text as it is: without markup, links, and mentions. */
    private static String escape(String foreign) {
        return SPECIAL.matcher(TerminalText.oneLine(foreign)).replaceAll("\\\\$0");
    }
}
