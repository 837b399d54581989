package org.kubeos.agent.settings.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.resource.IoReason;
import org.kubeos.agent.settings.resource.Resource;

/**
 * The files that a model may edit. A request's path is not to be trusted: neither it nor the file that it leads to through
 * symbolic links may be another one.
 *
 * @param patterns absolute paths; {@code *} in the last part stands for any name that doesn't begin with a dot; the first
 *     may be the file that a model edits if the request names none
 */
record AllowedFiles(List<String> patterns) {

    private static final String NAME = "[A-Za-z0-9_@%+-][A-Za-z0-9_@%+.-]*";

    AllowedFiles {
        patterns = List.copyOf(patterns);
    }

    /**
     * The file that a request is about: the one that it names, or else the first pattern.
     *
     * @throws DocumentException as {@link #resolve} does
     */
    Resource resource(NodeRoot root, Optional<String> path) throws DocumentException {
        return new Resource.ConfigFile(resolve(root, path.orElse(patterns.getFirst())));
    }

    /**
     * The file that a path leads to, which need not be there.
     *
     * @return an absolute path of the node without symbolic links
     */
    String resolve(NodeRoot root, String path) throws DocumentException {
        if (!isAllowed(path)) {
            throw new DocumentException("the file \"" + path + "\" isn't one that this model edits; expected "
                    + String.join(" or ", patterns));
        }
        try {
            Path top = root.directory().toRealPath();
            Path file = real(root.path(path));
            String resolved = file.startsWith(top) ? "/" + top.relativize(file) : file.toString();
            if (!file.startsWith(top) || !isAllowed(resolved)) {
                throw new DocumentException("the file \"" + path + "\" is a link to " + resolved
                        + ", which isn't one that this model edits");
            }
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new DocumentException("\"" + path + "\" is not a regular file");
            }
            return resolved;
        } catch (NoSuchFileException e) {
            throw new DocumentException("the directory of \"" + path + "\" isn't there, or it is a link to nowhere");
        } catch (IOException e) {
            throw new DocumentException("can't look at the file \"" + path + "\": " + IoReason.of(e));
        }
    }

    private static Path real(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return file.toRealPath();
        }
        return file.resolveSibling(".").toRealPath().resolve(file.getFileName());
    }

    private boolean isAllowed(String path) {
        return patterns.stream()
                .anyMatch(pattern -> Pattern.compile(Pattern.quote(pattern).replace("*", "\\E" + NAME + "\\Q"))
                        .matcher(path)
                        .matches());
    }
}
