package org.kubeos.kbimg.config.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.node.FileEntry.Content;
import org.kubeos.kbimg.config.node.FileEntry.HostPaths;
import org.kubeos.kbimg.config.node.FileEntry.Link;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The section {@code files}. */
final class FilesSchema {

    /** Paths on the build host; several if they come from a pattern. */
    private record Sources(List<Path> paths, boolean pattern) {}

    private static final Key<Sources> SOURCE = Key.optional(
            "source",
            TextType.parsed(
                    "a file or directory",
                    "the path of an existing file or directory, or a pattern such as units/*.service",
                    "(?s).+",
                    FilesSchema::sources),
            "A file or directory on this machine, or a pattern with `*`, `?`, `[…]`, or `{…}` that matches at"
                    + " least one. Directories are copied recursively; symbolic links in them stay links.");
    private static final Key<String> CONTENT =
            Key.optional("content", TextType.anything("a text"), "Text of the file, instead of `source`.");
    private static final Key<String> LINK = Key.optional(
            "link",
            TextType.of("the target of a symbolic link", "a path on one line", "[^\\p{Cntrl}]{1,1024}"),
            "Target of a symbolic link to create, instead of `source`.");
    private static final Key<String> TARGET = Key.required(
            "target",
            NodeScalarTypes.TARGET,
            "Absolute path in the image. If it ends with `/` or `source` is a pattern, sources go into that"
                    + " directory under their own names. Missing parent directories are created. Files below a"
                    + " path of `persist.writable` go onto PERSIST.");
    private static final Key<Integer> MODE = Key.optional(
            "mode",
            NodeScalarTypes.MODE,
            "Mode of files; directories in a source can also be entered by everyone whom it lets read. If"
                    + " omitted: 0755 for directories and for files that their owner can execute, 0644 for the rest.");
    private static final Key<Owner> OWNER = Key.optional(
                    "owner",
                    NodeScalarTypes.OWNER,
                    "Owner of everything that this entry adds. If no group is given, it is the user's primary group.")
            .orElse(Owner.ROOT, "root:root");

    private static final MappingType<FileEntry> ENTRY = new MappingType<>(
            List.of(SOURCE, CONTENT, LINK, TARGET, MODE, OWNER), FilesSchema::checkEntry, FilesSchema::entry);

    static final Key<List<FileEntry>> FILES = Key.optional(
                    "files",
                    new ListType<>("a list of files", ENTRY),
                    "Files, directories, and symbolic links to add to the image, in this order.")
            .orElse(List.of(), "none");

    private FilesSchema() {}

    private static Sources sources(String text, Path directory) throws InvalidValueException {
        Path path = HostFiles.resolve(text, directory);
        boolean pattern = Glob.isPattern(path);
        List<Path> paths = pattern ? Glob.expand(path) : List.of(path);
        for (Path found : paths) {
            Optional<String> problem = HostFileTree.problem(found);
            if (problem.isPresent()) {
                throw new InvalidValueException(problem.get());
            }
        }
        return new Sources(paths, pattern);
    }

    private static void checkEntry(ParsedMapping values) {
        List<Key<?>> given =
                Stream.<Key<?>>of(SOURCE, CONTENT, LINK).filter(values::isGiven).toList();
        if (given.isEmpty()) {
            values.report("has neither source nor content nor link", "exactly one of source, content, link");
        } else if (given.size() > 1) {
            values.report(given.get(1), given.getFirst().name() + " is also set, and a file has only one of them");
        }
        if (values.isGiven(LINK) && values.isGiven(MODE)) {
            values.report(MODE, "a symbolic link has no mode");
        }
        boolean directory =
                values.find(TARGET).filter(target -> target.endsWith("/")).isPresent();
        if (directory && (values.isGiven(CONTENT) || values.isGiven(LINK))) {
            values.report(TARGET, "the file name is missing: don't end the target with /");
        }
    }

    private static FileEntry entry(ParsedMapping values) {
        String target = values.get(TARGET);
        boolean pattern = values.find(SOURCE).filter(Sources::pattern).isPresent();
        boolean inside = target.endsWith("/");
        FileEntry.Source source = values.find(SOURCE)
                .<FileEntry.Source>map(sources -> new HostPaths(sources.paths()))
                .or(() -> values.find(CONTENT).map(Content::new))
                .orElseGet(() -> new Link(values.get(LINK)));
        return new FileEntry(
                source,
                inside ? target.substring(0, target.length() - 1) : target,
                inside || pattern,
                values.find(MODE),
                values.get(OWNER));
    }

    /** Two directories may be merged; of two files with one name, one would be lost. */
    static void check(ParsedMapping values) {
        values.requireDistinct(
                FILES, values.find(FILES).orElse(List.of()), "file at", file -> fileTargets(file).stream());
    }

    private static List<String> fileTargets(FileEntry entry) {
        return switch (entry.source()) {
            case HostPaths(List<Path> paths) ->
                paths.stream()
                        .filter(Files::isRegularFile)
                        .map(path -> entry.inside() ? entry.target() + "/" + HostFileTree.name(path) : entry.target())
                        .toList();
            case Content _, Link _ -> List.of(entry.target());
        };
    }
}
