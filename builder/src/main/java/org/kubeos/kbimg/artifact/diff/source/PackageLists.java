package org.kubeos.kbimg.artifact.diff.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.artifact.diff.ComparedPackage;
import org.kubeos.kbimg.artifact.diff.ComparedPackage.Format;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Lists of packages, in the form that they are compared in. */
final class PackageLists {

    private static final String DPKG_STATUS = "var/lib/dpkg/status";

    private static final Pattern FIELD = Pattern.compile("(?m)^(Package|Architecture|Installed-Size): *(\\S+)");

    /** An epoch that rpm's query formats print for none. */
    private static final List<String> NO_EPOCH = List.of("", "0", "(none)");

    private PackageLists() {}

    /** The packages that a root file system has; empty if it has no list of them. */
    static Optional<List<ComparedPackage>> in(FileTree tree) {
        List<InstalledPackage> packages = InstalledPackage.of(tree.nodes());
        return packages.isEmpty() ? Optional.empty() : Optional.of(of(packages, sizes(tree)));
    }

    static List<ComparedPackage> of(List<InstalledPackage> packages) {
        return of(packages, Map.of());
    }

    private static List<ComparedPackage> of(List<InstalledPackage> packages, Map<String, DataSize> sizes) {
        return packages.stream()
                .map(one -> new ComparedPackage(
                        one.name(),
                        one.architecture(),
                        version(one),
                        Optional.ofNullable(sizes.get(key(one.name(), one.architecture()))),
                        one.release().isEmpty() ? Format.DEB : Format.RPM,
                        Optional.empty()))
                .toList();
    }

    private static String version(InstalledPackage one) {
        String epoch = NO_EPOCH.contains(one.epoch()) ? "" : one.epoch() + ":";
        return epoch + one.version() + (one.release().isEmpty() ? "" : "-" + one.release());
    }

    /** dpkg knows sizes in KiB. */
    private static Map<String, DataSize> sizes(FileTree tree) {
        var sizes = new HashMap<String, DataSize>();
        for (String paragraph : tree.findText(DPKG_STATUS).orElse("").split("\n\n+")) {
            var fields = new HashMap<String, String>();
            Matcher field = FIELD.matcher(paragraph);
            while (field.find()) {
                fields.putIfAbsent(field.group(1), field.group(2));
            }
            String size = fields.getOrDefault("Installed-Size", "");
            if (size.matches("\\d{1,15}")) {
                sizes.put(
                        key(fields.getOrDefault("Package", ""), fields.getOrDefault("Architecture", "")),
                        new DataSize(Long.parseLong(size) << 10));
            }
        }
        return sizes;
    }

    private static String key(String name, String architecture) {
        return name + ":" + architecture;
    }
}
