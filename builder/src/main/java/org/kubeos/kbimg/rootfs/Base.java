package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A root file system after packages, kernel, initramfs and boot loader, before customization.
 *
 * @param archive tar in the PAX format: numeric owners, extended attributes, sorted names
 * @param fromCache whether an earlier build has made it
 * @param packages the archives that it is made of, sorted by name
 */
public record Base(Path archive, boolean fromCache, List<PackageDescription> packages) {

    public Base {
        packages = List.copyOf(packages);
    }
}
