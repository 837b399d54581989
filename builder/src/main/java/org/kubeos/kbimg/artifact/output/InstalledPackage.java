package org.kubeos.kbimg.artifact.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.customize.tree.FileTree;

/**
 * A package that the root file system says is installed. Texts are empty where the package manager has no such thing.
 *
 * @param version of dpkg with epoch and revision, of rpm without
 * @param source source package
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InstalledPackage(
        String name,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String epoch,
        String version,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String release,
        String architecture,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String vendor,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String license,
        @JsonSetter(nulls = Nulls.AS_EMPTY) String source) {

    /** What stage one has asked rpm, whose database is not text. */
    public static final String RPM_LIST = "usr/lib/kubeos/packages.json";

    /** All installed packages by name; none where the root file system has no list of them. */
    public static List<InstalledPackage> of(Collection<FileNode> nodes) {
        var tree = new FileTree(nodes, Instant.EPOCH);
        Optional<String> rpms = tree.readText(RPM_LIST);
        return rpms.isPresent()
                ? parseRpmList(rpms.get())
                : tree.readText(ControlFile.DPKG_STATUS)
                        .map(InstalledPackage::parseDpkgStatus)
                        .orElse(List.of());
    }

    /** @throws BuildException if the list is damaged */
    public static List<InstalledPackage> parseRpmList(String json) {
        try {
            return List.of(new JsonMapper().readValue(json, InstalledPackage[].class));
        } catch (JsonProcessingException e) {
            throw new BuildException(
                    "The file /" + RPM_LIST + " in the rootfs archive is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads dpkg's status file: paragraphs of fields, of which continuation lines begin with a space. */
    static List<InstalledPackage> parseDpkgStatus(String status) {
        var packages = new ArrayList<InstalledPackage>();
        for (Map<String, String> fields : ControlFile.paragraphs(status)) {
            if (ControlFile.isInstalled(fields)) {
                packages.add(new InstalledPackage(
                        fields.getOrDefault("Package", ""),
                        "",
                        fields.getOrDefault("Version", ""),
                        "",
                        fields.getOrDefault("Architecture", ""),
                        "",
                        "",
                        ""));
            }
        }
        packages.sort(Comparator.comparing(InstalledPackage::name).thenComparing(InstalledPackage::architecture));
        return packages;
    }
}
