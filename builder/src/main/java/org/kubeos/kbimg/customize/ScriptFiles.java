package org.kubeos.kbimg.customize;

import java.io.IOException;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Scripts in a root file system: present while they run, and afterwards if they are kept. */
public final class ScriptFiles {

    private ScriptFiles() {}

    public static void add(List<Script> scripts, FileTree tree) {
        for (Script script : scripts) {
            try {
                tree.writeFile(script.path(), 0755, FileContent.of(script.file()));
            } catch (IOException e) {
                throw new BuildException("Can't read the script " + script.file() + ": " + e.getMessage(), e);
            }
        }
    }

    /** A script that is listed several times stays if one of the entries keeps it. */
    public static void removeThoseNotKept(List<Script> scripts, FileTree tree) {
        for (Script script : scripts) {
            if (scripts.stream().noneMatch(other -> other.keep() && other.path().equals(script.path()))) {
                tree.remove(script.path());
            }
        }
        String directory = FilePath.parent(scripts.getFirst().path());
        if (scripts.stream().noneMatch(Script::keep)) {
            tree.remove(directory);
        }
    }
}
