package org.kubeos.kbimg.customize.units;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.customize.tree.FileTree;

/** What a root file system says about starting a unit, as {@code systemctl is-enabled} tells it. */
public enum UnitState {
    /** A link of the administrator's has another unit or request start it. */
    ENABLED,
    /** It could be enabled, and isn't. */
    DISABLED,
    /** It can't be enabled: other units start it when they need it, or a link of its package's does. */
    STATIC,
    /** Nothing can start it. */
    MASKED;

    private static final String NOTHING = "/dev/null";

    /** The directories whose links enable a unit, by the ends of their names. */
    private static final List<String> DEPENDENCIES = List.of(".wants", ".requires", ".upholds");

    /** The state of each unit that has a name of its own: aliases are not told of, instances are if they are enabled. */
    public static SortedMap<String, UnitState> all(FileTree tree) {
        var units = new FileTree(
                tree.nodes().stream().filter(UnitState::concernsUnits).toList(), tree.editTime());
        var files = new UnitFiles(units);
        String administrator = units.resolve(UnitFiles.ADMINISTRATOR);
        Set<String> enabled = enabled(units, administrator);
        Set<String> names = new TreeSet<>(files.names());
        names.addAll(enabled);
        var states = new TreeMap<String, UnitState>();
        for (String name : names) {
            files.find(new UnitName(name))
                    .flatMap(path -> state(new UnitName(name), path, files, units, enabled))
                    .ifPresent(state -> states.put(name, state));
        }
        return states;
    }

    /** So that few files are looked through again and again. Links lead to directories, such as /lib. */
    private static boolean concernsUnits(FileNode node) {
        return node instanceof SymbolicLink || node.path().contains("systemd/system/");
    }

    private static Set<String> enabled(FileTree units, String administrator) {
        Set<String> enabled = new TreeSet<>();
        for (FileNode node : units.nodes()) {
            if (node instanceof SymbolicLink link
                    && !link.target().equals(NOTHING)
                    && link.path().startsWith(administrator + "/")) {
                String parent = FilePath.parent(link.path());
                if (DEPENDENCIES.stream().anyMatch(parent::endsWith)) {
                    enabled.add(FilePath.name(link.path()));
                } else if (parent.equals(administrator)) {
                    enabled.add(FilePath.name(link.target()));
                }
            }
        }
        enabled.removeIf(name -> !name.contains("."));
        return enabled;
    }

    /** Empty for an alias. */
    private static Optional<UnitState> state(
            UnitName unit, String path, UnitFiles files, FileTree units, Set<String> enabled) {
        boolean masked = units.find(path)
                .filter(node ->
                        node instanceof SymbolicLink link && link.target().equals(NOTHING))
                .isPresent();
        if (masked) {
            return Optional.of(MASKED);
        }
        boolean alias = files.aliasOf(path)
                .filter(name -> !name.equals(FilePath.name(path)))
                .isPresent();
        if (alias) {
            return Optional.empty();
        }
        if (enabled.contains(unit.text())) {
            return Optional.of(ENABLED);
        }
        Map<String, List<String>> install = files.install(unit, path).values();
        return Optional.of(install.isEmpty() ? STATIC : DISABLED);
    }
}
