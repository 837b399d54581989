package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.BootMenu;

/** GRUB's directory on BOOT, which has the boot menu and the boot environment. */
public final class GrubDirectory {

    /** Where BOOT is mounted on a machine with a legacy BIOS. */
    private static final String BIOS = "/boot/grub2";

    /** Below here, on a machine with UEFI, GRUB's directory has the distribution's name or KubeOS's. */
    private static final String UEFI = "/boot/efi/EFI";

    private GrubDirectory() {}

    /**
     * The directory of the running system.
     *
     * @throws AgentException if there is none, or more than one
     */
    public static Path of(NodeRoot root) {
        var found = new ArrayList<Path>();
        for (Path candidate : candidates(root)) {
            if (Files.exists(candidate.resolve(BootMenu.FILE_NAME))) {
                found.add(candidate);
            }
        }
        if (found.size() != 1) {
            throw new AgentException("Can't tell where the boot environment is: expected one directory with a "
                    + BootMenu.FILE_NAME + ", " + BIOS + " or one in " + UEFI + ", but there "
                    + (found.isEmpty()
                            ? "is none. Is BOOT mounted? Try: systemctl start local-fs.target"
                            : "are " + found + "."));
        }
        return found.getFirst();
    }

    /** Whether the boot menu counts the tries of a slot on trial, and returns to the confirmed one. */
    static boolean knowsTrials(Path directory) throws IOException {
        return BootMenu.knowsTrials(
                Files.readString(directory.resolve(BootMenu.FILE_NAME), StandardCharsets.ISO_8859_1));
    }

    /** The boot environment of the running system. */
    public static BootEnvironmentFiles environment(NodeRoot root) {
        return BootEnvironmentFiles.in(of(root));
    }

    private static List<Path> candidates(NodeRoot root) {
        var candidates = new ArrayList<Path>(List.of(root.path(BIOS)));
        try (Stream<Path> directories = Files.list(root.path(UEFI))) {
            directories.sorted().forEach(candidates::add);
        } catch (IOException e) {
            // There is no UEFI.
        }
        return candidates;
    }
}
