package org.kubeos.kbimg.artifact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.customize.FileTree;

/** A package that the root file system's own package database lists. */
public record InstalledPackage(String name, String version, String architecture) {

    private static final String DPKG_STATUS = "var/lib/dpkg/status";

    /** All installed packages by name; none where the root file system has no dpkg database. */
    static List<InstalledPackage> of(Collection<FileNode> nodes) {
        return new FileTree(nodes, Instant.EPOCH)
                .readText(DPKG_STATUS)
                .map(InstalledPackage::parseDpkgStatus)
                .orElse(List.of());
    }

    /** Reads dpkg's status file: paragraphs of fields, of which continuation lines begin with a space. */
    static List<InstalledPackage> parseDpkgStatus(String status) {
        var packages = new ArrayList<InstalledPackage>();
        for (String paragraph : status.split("\n\n+")) {
            Map<String, String> fields = fields(paragraph);
            if (fields.getOrDefault("Status", "").endsWith(" installed")) {
                packages.add(new InstalledPackage(
                        fields.getOrDefault("Package", ""),
                        fields.getOrDefault("Version", ""),
                        fields.getOrDefault("Architecture", "")));
            }
        }
        packages.sort(Comparator.comparing(InstalledPackage::name).thenComparing(InstalledPackage::architecture));
        return packages;
    }

    private static Map<String, String> fields(String paragraph) {
        var fields = new HashMap<String, String>();
        for (String line : paragraph.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith(" ")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return fields;
    }
}
