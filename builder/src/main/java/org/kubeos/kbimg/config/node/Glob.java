package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.kubeos.yamlschema.InvalidValueException;

/**
 * Shell patterns with {@code *}, {@code ?}, {@code [a-z]} or {@code {a,b}}, in any part of a path.
 */
final class Glob {

    private static final Pattern SPECIAL = Pattern.compile(".*[*?\\[{].*");

    private Glob() {}

    static boolean isPattern(Path path) {
        return SPECIAL.matcher(path.toString()).matches() && !Files.exists(path);
    }

    /** The files that {@code pattern}, an absolute path, matches, sorted. A star does not match a dot at the start. */
    static List<Path> expand(Path pattern) throws InvalidValueException {
        List<Path> found = List.of(pattern.getRoot());
        for (Path part : pattern) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                next.addAll(expand(directory, part.toString()));
            }
            found = next;
        }
        if (found.isEmpty()) {
            throw new InvalidValueException("no file matches " + pattern);
        }
        return found.stream().sorted(Comparator.comparing(Path::toString)).toList();
    }

    private static List<Path> expand(Path directory, String part) throws InvalidValueException {
        if (!SPECIAL.matcher(part).matches()) {
            Path file = directory.resolve(part);
            return Files.exists(file) || Files.isSymbolicLink(file) ? List.of(file) : List.of();
        }
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> matching = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(directory)) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + part);
            for (Path entry : entries) {
                boolean hidden = HostFileTree.name(entry).startsWith(".") && !part.startsWith(".");
                if (!hidden && matcher.matches(entry.getFileName())) {
                    matching.add(entry);
                }
            }
            return matching;
        } catch (PatternSyntaxException e) {
            throw new InvalidValueException("'" + part + "' is not a file name pattern: " + e.getDescription());
        } catch (IOException | DirectoryIteratorException e) {
            throw new InvalidValueException("this user can't read the directory " + directory);
        }
    }
}
