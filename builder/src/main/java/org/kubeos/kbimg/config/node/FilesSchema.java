package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.config.node.FileEntry.Content;
import org.kubeos.kbimg.config.node.FileEntry.HostPaths;
import org.kubeos.kbimg.config.node.FileEntry.Link;
import org.kubeos.kbimg.config.node.FileEntry.Placement;
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
                    + " directory under their own names; a directory with the target `/` is merged into the image"
                    + " instead, as an overlay of the whole root. Missing parent directories are created, and those"
                    + " that the image has keep their owner and mode. Files below a path of `persist.writable` go"
                    + " onto PERSIST.");
    private static final Key<Boolean> INTO_EXISTING = Key.optional(
                    "intoExisting",
                    NodeScalarTypes.YES_OR_NO,
                    "Whether `source` goes into `target`, under its own name, if the image has a directory there, as"
                            + " with `cp -r`. Otherwise, it becomes `target`.")
            .orElse(false, "false");
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
            List.of(SOURCE, CONTENT, LINK, TARGET, INTO_EXISTING, MODE, OWNER),
            FilesSchema::checkEntry,
            FilesSchema::entry);

    static final Key<List<FileEntry>> FILES = Key.optional(
                    "files",
                    new ListType<>("a list of files", ENTRY),
                    "Files, directories, and symbolic links to add to the image, in this order.")
            .orElse(List.of(), "none");

    private static final String UNITS = "/etc/systemd/system/";

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
        if (values.isGiven(INTO_EXISTING) && !values.isGiven(SOURCE)) {
            values.report(INTO_EXISTING, "only what is copied from a source can go into a directory");
        }
        boolean directory =
                values.find(TARGET).filter(target -> target.endsWith("/")).isPresent();
        if (directory && (values.isGiven(CONTENT) || values.isGiven(LINK))) {
            values.report(TARGET, "the file name is missing: don't end the target with /");
        }
        if (values.find(TARGET).filter(FileEntry.ROOT::equals).isPresent()) {
            values.find(SOURCE).stream()
                    .flatMap(sources -> sources.paths().stream())
                    .flatMap(FilesSchema::whyHidden)
                    .findFirst()
                    .ifPresent(problem -> values.report(SOURCE, problem));
        }
    }

    /** Problems with what an overlay of the root would put where the running machine mounts something else. */
    private static Stream<String> whyHidden(Path overlay) {
        try {
            return HostFileTree.walk(overlay).stream()
                    .filter(entry -> entry.path().getNameCount() > 1 || entry.kind() != HostFileTree.Kind.DIRECTORY)
                    .flatMap(entry -> NodeScalarTypes.whyHidden("/" + entry.path()).stream());
        } catch (IOException e) {
            throw new UncheckedIOException("was readable before", e);
        }
    }

    private static FileEntry entry(ParsedMapping values) {
        String target = values.get(TARGET);
        FileEntry.Source source = values.find(SOURCE)
                .<FileEntry.Source>map(sources -> new HostPaths(sources.paths()))
                .or(() -> values.find(CONTENT).map(Content::new))
                .orElseGet(() -> new Link(values.get(LINK)));
        boolean slash = target.endsWith("/") && !target.equals(FileEntry.ROOT);
        return new FileEntry(
                source,
                slash ? target.substring(0, target.length() - 1) : target,
                values.find(SOURCE)
                        .map(sources -> placement(sources, target, values.get(INTO_EXISTING)))
                        .orElse(Placement.AT_TARGET),
                values.find(MODE),
                values.get(OWNER));
    }

    private static Placement placement(Sources sources, String target, boolean intoExisting) {
        boolean single = sources.paths().size() == 1;
        boolean directory = single && Files.isDirectory(sources.paths().getFirst());
        if (intoExisting && single) {
            // cp(1) doesn't make a directory for a file.
            return target.endsWith("/") && !directory ? Placement.INSIDE : Placement.INSIDE_IF_DIRECTORY;
        }
        boolean overlay = target.equals(FileEntry.ROOT) && directory;
        boolean inside = sources.pattern() || target.endsWith("/") && !overlay;
        return inside ? Placement.INSIDE : Placement.AT_TARGET;
    }

    /** Two directories may be merged; of two files with one name, one would be lost. */
    static void check(ParsedMapping values) {
        values.requireDistinct(
                FILES, values.find(FILES).orElse(List.of()), "file at", file -> fileTargets(file).stream());
        checkParents(values);
    }

    /** Nothing can lie below a file. A link may lead to a directory, and the image may have one that a file goes into. */
    private static void checkParents(ParsedMapping values) {
        List<FileEntry> entries = values.find(FILES).orElse(List.of());
        Set<String> files = entries.stream()
                .filter(entry -> !(entry.source() instanceof Link))
                .filter(entry -> entry.placement() != Placement.INSIDE_IF_DIRECTORY)
                .flatMap(entry -> fileTargets(entry).stream())
                .collect(Collectors.toSet());
        for (int i = 0; i < entries.size(); i++) {
            int index = i;
            fileTargets(entries.get(i)).stream()
                    .flatMap(FilesSchema::parents)
                    .filter(files::contains)
                    .findFirst()
                    .ifPresent(file -> values.report(
                            FILES, index, "can't be below " + file + ", where another entry puts a file"));
        }
    }

    private static Stream<String> parents(String target) {
        return Stream.iterate(FilePath.parent(target.substring(1)), path -> !path.isEmpty(), FilePath::parent)
                .map(path -> "/" + path);
    }

    /** A mask is a link in the place of the administrator's own unit file. */
    static void checkMasks(ParsedMapping values, List<String> masked) {
        List<FileEntry> entries = values.find(FILES).orElse(List.of());
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).source() instanceof Link) {
                continue;
            }
            for (String target : fileTargets(entries.get(i))) {
                if (target.startsWith(UNITS) && masked.contains(target.substring(UNITS.length()))) {
                    values.report(
                            FILES,
                            i,
                            "puts a file at " + target + ", in the place of the link that masks the unit; remove it,"
                                    + " or remove the unit from services.mask");
                }
            }
        }
    }

    private static List<String> fileTargets(FileEntry entry) {
        return switch (entry.source()) {
            case HostPaths(List<Path> paths) ->
                paths.stream()
                        .filter(Files::isRegularFile)
                        .filter(_ -> entry.placement() != Placement.INSIDE_IF_DIRECTORY)
                        .map(path ->
                                entry.placement() == Placement.INSIDE ? "/" + entry.pathInside(path) : entry.target())
                        .toList();
            case Content _, Link _ -> List.of(entry.target());
        };
    }
}
