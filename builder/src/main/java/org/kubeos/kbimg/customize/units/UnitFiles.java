package org.kubeos.kbimg.customize.units;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.customize.FileTree;

/** The unit files of a root file system. */
final class UnitFiles {

    static final String ADMINISTRATOR = "etc/systemd/system";

    /** In the order of precedence, systemd.unit(5), "Unit File Load Path". */
    private static final List<String> DIRECTORIES =
            List.of(ADMINISTRATOR, "usr/local/lib/systemd/system", "usr/lib/systemd/system");

    private final FileTree tree;

    UnitFiles(FileTree tree) {
        this.tree = tree;
    }

    /** Where the file of a unit is, an instance's being its template's, without following a link. */
    Optional<String> find(UnitName unit) {
        return DIRECTORIES.stream()
                .flatMap(directory -> List.of(unit, unit.template()).stream()
                        .map(name -> tree.resolve(directory) + "/" + name.text()))
                .filter(path -> tree.find(path).isPresent())
                .findFirst();
    }

    /** The name that a link among the unit files leads to; empty for a file of its own. */
    Optional<String> aliasOf(String path) {
        return tree.find(path)
                .filter(SymbolicLink.class::isInstance)
                .map(link -> FilePath.name(((SymbolicLink) link).target()));
    }

    /** The install section of the unit's file and drop-ins. */
    InstallSection install(UnitName unit, String path) {
        List<String> texts = new ArrayList<>();
        tree.readText(path).ifPresent(texts::add);
        Set<String> dropIns = new TreeSet<>();
        for (String directory : DIRECTORIES) {
            String prefix = tree.resolve(directory) + "/";
            for (UnitName name : List.of(unit.template(), unit)) {
                tree.nodes().stream()
                        .map(FileNode::path)
                        .filter(file -> file.startsWith(prefix + name.text() + ".d/") && file.endsWith(".conf"))
                        .forEach(dropIns::add);
            }
        }
        dropIns.forEach(file -> tree.readText(file).ifPresent(texts::add));
        return InstallSection.parse(texts);
    }

    /** The names of all units, templates among them. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (String directory : DIRECTORIES) {
            String parent = tree.resolve(directory);
            tree.nodes().stream()
                    .map(FileNode::path)
                    .filter(path -> FilePath.parent(path).equals(parent)
                            && FilePath.name(path).contains("."))
                    .filter(path -> !path.matches(".*\\.(wants|requires|upholds|d)"))
                    .forEach(path -> names.add(FilePath.name(path)));
        }
        return names;
    }
}
