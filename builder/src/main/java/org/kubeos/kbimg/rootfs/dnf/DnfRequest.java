package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.process.Command;
import org.kubeos.process.FilePermissions;

/**
 * What dnf is asked to choose packages for.
 *
 * @param names of packages
 * @param held packages, each with its version and architecture, that get no other version if that can be avoided
 */
record DnfRequest(List<String> names, List<String> held) {

    private static final String NAMES = "names";
    private static final String HELD = "held";

    DnfRequest {
        names = List.copyOf(names);
        held = List.copyOf(held);
    }

    /**
     * Adds the names to a command of dnf's, and what the plugin has to know.
     *
     * @param directory for the plugin's files
     */
    Command addTo(Command dnf, Path directory) throws IOException {
        Command command = dnf.plus(names);
        return held.isEmpty()
                ? command
                : command.with("KBIMG_NAMES", write(directory.resolve(NAMES), names))
                        .with("KBIMG_HELD", write(directory.resolve(HELD), held));
    }

    /** The same for packages that are chosen: they are installed if the names need all of them. */
    Command addTo(Command dnf, List<RpmPackage> chosen, Path directory) throws IOException {
        return dnf.plus(chosen.stream().map(RpmPackage::id).sorted().toList())
                .with("KBIMG_NAMES", write(directory.resolve(NAMES), names));
    }

    private static String write(Path file, List<String> lines) throws IOException {
        return FilePermissions.writeWorldReadable(file, String.join("\n", lines) + "\n")
                .toString();
    }
}
