package org.kubeos.agent.settings.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.SysctlName;

/** Finds out which parameter is meant if the name of an interface has dots: {@code net.ipv4.conf.eth0.1.rp_filter}. */
record SysctlNames(NodeRoot root) {

    /** The parameter that exists, if only one way to read its name leads to one. */
    SysctlName resolve(SysctlName name) {
        Path top = root.path("/proc/sys");
        if (Files.exists(top.resolve(name.path()))) {
            return name;
        }
        return existing(top, "", Arrays.asList(name.path().split("/"))).orElse(name);
    }

    private static Optional<SysctlName> existing(Path directory, String prefix, List<String> parts) {
        for (int count = 1; count <= parts.size(); count++) {
            String part = String.join(".", parts.subList(0, count));
            Path path = directory.resolve(part);
            if (count == parts.size()) {
                return Files.isRegularFile(path) ? parsed(prefix + part) : Optional.empty();
            }
            if (Files.isDirectory(path)) {
                Optional<SysctlName> found = existing(path, prefix + part + "/", parts.subList(count, parts.size()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<SysctlName> parsed(String path) {
        try {
            return Optional.of(SysctlName.ofPath(path));
        } catch (DocumentException e) {
            return Optional.empty();
        }
    }
}
