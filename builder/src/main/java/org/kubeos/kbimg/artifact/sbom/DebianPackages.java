package org.kubeos.kbimg.artifact.sbom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.artifact.output.ControlFile;
import org.kubeos.kbimg.customize.tree.FileTree;

/** The packages that dpkg says are installed, with what they say about themselves. */
final class DebianPackages {

    /** The source package, and its version if that is another one. */
    private static final Pattern SOURCE = Pattern.compile("(\\S+)(?:\\s+\\((\\S+)\\))?");

    private static final List<String> NEEDS = List.of("Pre-Depends", "Depends");

    private final FileTree tree;
    private final Distribution distribution;
    private final Map<String, List<PackageUrl>> byName = new HashMap<>();

    private DebianPackages(FileTree tree, Distribution distribution, List<Map<String, String>> installed) {
        this.tree = tree;
        this.distribution = distribution;
        for (Map<String, String> paragraph : installed) {
            PackageUrl purl = purl(paragraph);
            addName(name(paragraph), purl);
            for (String provided : items(paragraph.getOrDefault("Provides", ""))) {
                addName(packageName(provided), purl);
            }
        }
    }

    /** @param status text of dpkg's status file */
    static List<Component> of(String status, FileTree tree, Distribution distribution) {
        List<Map<String, String>> installed = ControlFile.paragraphs(status).stream()
                .filter(ControlFile::isInstalled)
                .toList();
        var packages = new DebianPackages(tree, distribution, installed);
        return installed.stream().map(packages::component).toList();
    }

    private void addName(String name, PackageUrl purl) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(purl);
    }

    private Component component(Map<String, String> paragraph) {
        String name = name(paragraph);
        String version = version(paragraph);
        Matcher source = SOURCE.matcher(paragraph.getOrDefault("Source", name));
        boolean known = source.matches();
        String sourceName = known ? source.group(1) : name;
        String sourceVersion = known && source.group(2) != null ? source.group(2) : version;
        return new Component(
                name,
                version,
                architecture(paragraph),
                purl(paragraph),
                paragraph.getOrDefault("Maintainer", ""),
                paragraph.getOrDefault("Homepage", ""),
                license(name),
                Optional.of(new Component.Source(
                        sourceName,
                        sourceVersion,
                        PackageUrl.ofDebian(distribution, sourceName, sourceVersion, "source"))),
                Optional.empty(),
                dependencies(paragraph));
    }

    private LicenseClaim license(String name) {
        String file = "usr/share/doc/" + name + "/copyright";
        return tree.findText(file)
                .map(text -> DebianCopyright.claim(text, "/" + file))
                .orElseGet(LicenseClaim::unknown);
    }

    /** Every installed package that can be what is needed, which may be more than one. */
    private List<PackageUrl> dependencies(Map<String, String> paragraph) {
        var needed = new TreeMap<String, PackageUrl>();
        for (String field : NEEDS) {
            for (String alternatives : items(paragraph.getOrDefault(field, ""))) {
                for (String alternative : alternatives.split("\\|")) {
                    byName.getOrDefault(packageName(alternative), List.of())
                            .forEach(purl -> needed.put(purl.text(), purl));
                }
            }
        }
        needed.remove(purl(paragraph).text());
        return List.copyOf(needed.values());
    }

    private static Set<String> items(String list) {
        return list.isEmpty() ? Set.of() : Set.copyOf(List.of(list.split(",")));
    }

    /** Without the version and the architecture that it is restricted to. */
    private static String packageName(String relation) {
        String name = relation.strip();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ' ' || c == '(' || c == ':' || c == '[') {
                return name.substring(0, i);
            }
        }
        return name;
    }

    private PackageUrl purl(Map<String, String> paragraph) {
        return PackageUrl.ofDebian(distribution, name(paragraph), version(paragraph), architecture(paragraph));
    }

    private static String name(Map<String, String> paragraph) {
        return paragraph.getOrDefault("Package", "");
    }

    private static String version(Map<String, String> paragraph) {
        return paragraph.getOrDefault("Version", "");
    }

    private static String architecture(Map<String, String> paragraph) {
        return paragraph.getOrDefault("Architecture", "");
    }
}
