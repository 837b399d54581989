package org.kubeos.kbimg.artifact.sbom;

import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.sbom.LicenseClaim.Part;
import org.kubeos.nodelayout.AgentFiles;

/** What KubeOS's agent on a node consists of, which no package manager knows: itself, its libraries, and its Java runtime. */
final class AgentComponents {

    /** One line each: name, version, package URL, and license as an SPDX expression, with tabs between them. */
    static final String LIST = AgentFiles.RUNTIME + "/components.tsv";

    private AgentComponents() {}

    /** @throws BuildException if the list is damaged */
    static List<Component> of(String list) {
        return list.lines().map(AgentComponents::component).toList();
    }

    private static Component component(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 4) {
            throw new BuildException("The file /" + LIST + " in the rootfs archive is damaged: " + line);
        }
        var license = new LicenseClaim(
                List.of(new Part(fields[3], Optional.of(fields[3]))), Optional.of(AgentFiles.RUNTIME + "/legal"));
        return new Component(
                fields[0],
                fields[1],
                "",
                new PackageUrl(fields[2]),
                "",
                "",
                license,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
