package org.kubeos.kbimg.customize.units;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.config.node.Services;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.yamlschema.Suggestions;

/** Enables, disables and masks units, by the links that {@code systemctl} would make or remove. */
public final class UnitEnabler {

    private static final String NOTHING = "/dev/null";

    /** Keys of an install section, and the directories of a target that the links of each lie in. */
    private static final Map<String, String> DEPENDENCIES = new LinkedHashMap<>();

    static {
        DEPENDENCIES.put("WantedBy", ".wants/");
        DEPENDENCIES.put("RequiredBy", ".requires/");
        DEPENDENCIES.put("UpheldBy", ".upholds/");
    }

    private final FileTree tree;
    private final UnitFiles files;
    private final String directory;

    public UnitEnabler(FileTree tree) {
        this.tree = tree;
        this.files = new UnitFiles(tree);
        this.directory = tree.resolve(UnitFiles.ADMINISTRATOR) + "/";
    }

    /**
     * Does what a config says. What is not there can be disabled and masked as well, in case something brings it later.
     *
     * @param warnings takes what may be a mistake
     * @throws UsageException if a unit to enable isn't there or can't be enabled
     */
    public void apply(Services services, Consumer<String> warnings) {
        services.disable().forEach(unit -> {
            warnOfAbsent(unit, "disable", "there is nothing to disable", warnings);
            disable(new UnitName(unit));
        });
        services.enable().forEach(unit -> enable(new UnitName(unit)));
        services.enableIfPresent().forEach(this::enableIfPresent);
        services.mask().forEach(unit -> {
            warnOfAbsent(unit, "mask", "it is masked all the same", warnings);
            mask(new UnitName(unit));
        });
    }

    /** What {@link #apply} would refuse, every unit of it. */
    public List<Refusal> refusals(Services services) {
        services.disable().forEach(unit -> disable(new UnitName(unit)));
        var refusals = new ArrayList<Refusal>();
        // In this order, because a unit that is enabled may take the name of a later one for an alias.
        collect("services.enable", services.enable(), this::enable, refusals);
        services.enableIfPresent().forEach(this::enableIfPresent);
        collect("services.mask", services.mask(), this::mask, refusals);
        return List.copyOf(refusals);
    }

    private static void collect(String key, List<String> units, Consumer<UnitName> action, List<Refusal> refusals) {
        for (int i = 0; i < units.size(); i++) {
            try {
                action.accept(new UnitName(units.get(i)));
            } catch (UsageException e) {
                refusals.add(Refusal.of(e).at(key, i));
            }
        }
    }

    /** Whether the root file system has a unit, under this name as its own, that isn't masked. */
    public boolean has(String unit) {
        return files.find(new UnitName(unit))
                .filter(path -> files.aliasOf(path).isEmpty())
                .isPresent();
    }

    /** Whether something other than a request starts a unit, by a link of the administrator's. */
    public boolean isEnabled(String unit) {
        return !linksOf(Set.of(unit)).isEmpty();
    }

    /** Enables a unit if the root file system has it. */
    public void enableIfPresent(String unit) {
        if (has(unit)) {
            enable(new UnitName(unit));
        }
    }

    /** Disables a unit if the root file system has it. */
    public void disableIfPresent(String unit) {
        if (has(unit)) {
            disable(new UnitName(unit));
        }
    }

    private void warnOfAbsent(String unit, String key, String consequence, Consumer<String> warnings) {
        if (files.find(new UnitName(unit)).isEmpty()) {
            warnings.accept("services." + key + ": the root file system has no unit " + described(new UnitName(unit))
                    + "; " + consequence);
        }
    }

    private void enable(UnitName unit) {
        String path = require(unit);
        InstallSection install = files.install(unit, path);
        if (install.isEmpty()) {
            throw new UsageException("services.enable: the unit " + unit.text()
                    + " has no [Install] section that says what starts it; other units start it when they need"
                    + " it, so remove it here");
        }
        enable(unit, path, install, new HashSet<>());
    }

    private void enable(UnitName asked, String path, InstallSection install, Set<UnitName> done) {
        UnitName unit = asked.isTemplate() ? instantiated(asked, install) : asked;
        if (!done.add(unit)) {
            return;
        }
        String target = "/" + path;
        DEPENDENCIES.forEach((key, place) -> {
            for (String dependent : install.list(key)) {
                tree.link(directory + unit.resolve(dependent) + place + unit.text(), target);
            }
        });
        for (String alias : install.list("Alias")) {
            var name = new UnitName(unit.resolve(alias));
            boolean general = name.isTemplate() && unit.isInstance();
            tree.link(directory + (general ? name.withInstance(unit.instance()) : name).text(), target);
        }
        for (String also : install.list("Also")) {
            var other = new UnitName(unit.resolve(also));
            files.find(other).ifPresent(file -> enable(other, file, files.install(other, file), done));
        }
    }

    private static UnitName instantiated(UnitName template, InstallSection install) {
        return install.defaultInstance()
                .map(template::withInstance)
                .orElseThrow(() -> new UsageException("services.enable: " + template.text()
                        + " is a template without a default instance; add one after the @"));
    }

    /** The names that a unit goes by are found among the links, until no more come up. */
    private void disable(UnitName asked) {
        UnitName unit = files.find(asked)
                .flatMap(files::aliasOf)
                .filter(target -> target.contains("."))
                .map(UnitName::new)
                .orElse(asked);
        Set<String> names = new HashSet<>();
        files.find(unit).ifPresent(path -> collect(unit, path, names));
        names.add(asked.text());
        boolean found = true;
        while (found) {
            List<SymbolicLink> links = linksOf(names);
            links.forEach(link -> {
                names.add(FilePath.name(link.path()));
                tree.remove(link.path());
                removeIfEmpty(FilePath.parent(link.path()));
            });
            found = !links.isEmpty();
        }
    }

    /** A unit and those that its install section enables along with it. */
    private void collect(UnitName unit, String path, Set<String> names) {
        if (names.add(unit.text())) {
            for (String also : files.install(unit, path).list("Also")) {
                var other = new UnitName(unit.resolve(also));
                files.find(other).ifPresent(file -> collect(other, file, names));
            }
        }
    }

    private List<SymbolicLink> linksOf(Set<String> names) {
        return tree.nodes().stream()
                .filter(node -> node.path().startsWith(directory))
                .filter(SymbolicLink.class::isInstance)
                .map(SymbolicLink.class::cast)
                .filter(link -> !link.target().equals(NOTHING))
                .filter(link -> FilePath.name(link.path()).contains("."))
                .filter(link -> names.contains(FilePath.name(link.path()))
                        || names.contains(FilePath.name(link.target()))
                        || names.contains(new UnitName(FilePath.name(link.path()))
                                .template()
                                .text()))
                .toList();
    }

    private void removeIfEmpty(String path) {
        boolean dependencies = path.startsWith(directory) && tree.find(path).orElse(null) instanceof Directory;
        if (dependencies && tree.nodes().stream().noneMatch(node -> node.path().startsWith(path + "/"))) {
            tree.remove(path);
        }
    }

    private void mask(UnitName unit) {
        String place = directory + unit.text();
        if (tree.find(place).filter(node -> !(node instanceof SymbolicLink)).isPresent()) {
            throw new UsageException("services.mask: /" + place
                    + " is a file in the place of the link that masks the unit; remove the file instead");
        }
        tree.link(place, NOTHING);
    }

    private String require(UnitName unit) {
        Optional<String> path = files.find(unit);
        if (path.isEmpty()) {
            throw new UsageException("services: the root file system has no unit " + described(unit)
                    + ". Check the spelling, or add the package or the file that provides it.");
        }
        files.aliasOf(path.get()).filter(alias -> !alias.equals(unit.text())).ifPresent(alias -> {
            String advice = alias.equals("null") ? "it is masked" : "it is an alias of " + alias + ": use that";
            throw new UsageException("services: " + unit.text() + " is not a unit of its own, " + advice + ".");
        });
        return path.get();
    }

    /** The name of a unit that isn't there, with a similar one that is. */
    private String described(UnitName unit) {
        String name = unit.template().text();
        return name
                + Suggestions.to(name, files.names())
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
    }
}
