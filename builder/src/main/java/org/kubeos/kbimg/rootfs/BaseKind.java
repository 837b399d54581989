package org.kubeos.kbimg.rootfs;

import java.util.List;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.distro.DistributionProfile;

/** The kinds of systems that a base is the root file system of. */
public enum BaseKind {
    /** A machine: with kernel, initramfs and boot loader. */
    NODE,
    /** A container for administrators, which runs on the node's kernel. */
    ADMIN;

    /** The names of the packages to install, sorted: the config's, and those of the profile that none of them replaces. */
    List<String> packages(ImageConfig config, DistributionProfile profile) {
        List<String> asked = config.packages();
        List<String> needed = switch (this) {
            case NODE -> profile.bootPackages(config.architecture(), config.firmware(), config.machine());
            case ADMIN -> profile.admin().packages();
        };
        return Stream.concat(needed.stream().filter(name -> !profile.isReplaced(name, asked)), asked.stream())
                .sorted()
                .distinct()
                .toList();
    }
}
