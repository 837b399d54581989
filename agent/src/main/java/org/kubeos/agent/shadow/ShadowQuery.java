package org.kubeos.agent.shadow;

import java.util.List;
import org.kubeos.agent.AgentException;

/**
 * Which files are looked at, and how closely.
 *
 * @param paths files, and directories with all that is in them; absolute and in normal form; none for all
 * @param diff whether contents are compared line by line
 * @param secrets whether that includes files that not everybody on the node can read
 */
public record ShadowQuery(List<String> paths, boolean diff, boolean secrets) {

    /** All files, without their contents. */
    public static final ShadowQuery ALL = new ShadowQuery(List.of(), false, false);

    /** @throws AgentException if a path isn't absolute, or has empty names, {@code .} or {@code ..} in it */
    public ShadowQuery {
        for (String path : paths) {
            if (!isNormal(path)) {
                throw new AgentException("Can't look at '" + path
                        + "': expected an absolute path without empty names, '.' and '..', such as /etc/hosts.");
            }
        }
        paths = paths.contains("/") ? List.of() : List.copyOf(paths);
    }

    /** Whether a file is among those that were asked for. */
    boolean includes(String file) {
        return paths.isEmpty() || paths.stream().anyMatch(path -> isWithin(file, path));
    }

    /** Whether something in a directory, or the directory itself, may be among those that were asked for. */
    boolean leadsInto(String directory) {
        return includes(directory) || paths.stream().anyMatch(path -> isWithin(path, directory));
    }

    /** Whether a path is absolute, without empty names, {@code .} and {@code ..}. */
    static boolean isNormal(String path) {
        return path.equals("/") || path.startsWith("/") && !(path + "/").matches("(?s).*/\\.{0,2}/.*");
    }

    /** Whether a path is {@code directory}, or in it. */
    static boolean isWithin(String path, String directory) {
        return path.equals(directory) || directory.equals("/") || path.startsWith(directory + "/");
    }
}
