package org.kubeos.diskimage.tree;

/** The rules for the paths of {@link FileNode}s: relative, {@code /} between names, no empty, {@code .} or {@code ..} name. */
public final class FilePath {

    /** The path of the root directory itself. */
    public static final String ROOT = "";

    private FilePath() {}

    /**
     * The normal form of a path as archives write it: leading {@code /} and {@code ./}, doubled and trailing slashes
     * are dropped.
     *
     * @throws IllegalArgumentException if a name in it is {@code ..} or holds a NUL, so that it could leave the root
     */
    public static String normalize(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("path holds a NUL character: " + path.replace('\0', '?'));
        }
        var normal = new StringBuilder(path.length());
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                throw new IllegalArgumentException("path leaves its root: " + path);
            }
            if (!name.isEmpty() && !name.equals(".")) {
                if (!normal.isEmpty()) {
                    normal.append('/');
                }
                normal.append(name);
            }
        }
        return normal.toString();
    }

    /** The path of the directory that holds {@code path}; the root's is the root. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : path.substring(0, slash);
    }

    /** The last name of {@code path}. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
