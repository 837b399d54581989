package org.kubeos.kbimg.artifact.sbom;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.output.ControlFile;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.nodelayout.OsRelease;

/**
 * What a root file system holds, in an order that depends on nothing else.
 *
 * @param release fields of os-release
 * @param packages by package URL
 * @param files that the build has added or changed, by path
 * @param containers names of container images that come with the node, sorted
 */
record Inventory(
        SortedMap<String, String> release, List<Component> packages, List<EditedFile> files, List<String> containers) {

    Inventory {
        packages = List.copyOf(packages);
        files = List.copyOf(files);
        containers = List.copyOf(containers);
    }

    /** Reads the root file system, but nothing about where its packages come from. */
    static Inventory of(RootfsArchive rootfs, ImageConfig config) throws IOException {
        return of(
                rootfs.nodes(),
                rootfs.editedFiles(),
                config.node().containerImages().stream()
                        .flatMap(images -> images.names().stream())
                        .sorted()
                        .distinct()
                        .toList());
    }

    /**
     * Reads a root file system, but nothing about where its packages come from.
     *
     * @param edited paths of the files that the build has added or changed, sorted
     */
    static Inventory of(Collection<FileNode> nodes, SortedSet<String> edited, List<String> containers)
            throws IOException {
        var tree = new FileTree(nodes, Instant.EPOCH);
        var packages = new ArrayList<>(packages(tree));
        tree.readText(AgentComponents.LIST).map(AgentComponents::of).ifPresent(packages::addAll);
        packages.sort(Comparator.comparing(component -> component.purl().text()));
        return new Inventory(release(tree), packages, EditedFile.of(edited, tree), containers);
    }

    private static List<Component> packages(FileTree tree) {
        Distribution distribution = Distribution.of(tree);
        Optional<String> rpms = tree.readText(InstalledPackage.RPM_LIST);
        return rpms.isPresent()
                ? RpmPackages.of(rpms.get(), distribution)
                : tree.readText(ControlFile.DPKG_STATUS)
                        .map(status -> DebianPackages.of(status, tree, distribution))
                        .orElse(List.of());
    }

    private static SortedMap<String, String> release(FileTree tree) {
        return new TreeMap<>(
                OsRelease.parse(tree.findText(OsRelease.PATH).orElse("")).fields());
    }

    /** With the archives of the packages that are among {@code archives}. */
    Inventory with(List<PackageDescription> archives) {
        Map<String, PackageDescription> byId = HashMap.newHashMap(archives.size());
        archives.forEach(archive -> byId.put(id(archive.name(), archive.version(), archive.architecture()), archive));
        return new Inventory(
                release,
                packages.stream()
                        .map(component -> Optional.ofNullable(
                                        byId.get(id(component.name(), component.version(), component.architecture())))
                                .map(component::installedFrom)
                                .orElse(component))
                        .toList(),
                files,
                containers);
    }

    /** Some package managers leave out an epoch of 0. */
    private static String id(String name, String version, String architecture) {
        return name + " " + (version.startsWith("0:") ? version.substring(2) : version) + " " + architecture;
    }
}
