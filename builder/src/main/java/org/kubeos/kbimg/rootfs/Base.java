package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import org.kubeos.kbimg.rootfs.packages.Resolution;

/**
 * A root file system after packages, kernel, initramfs and boot loader, before customization.
 *
 * @param archive tar in the PAX format: numeric owners, extended attributes, sorted names
 * @param fromCache whether an earlier build has made it
 * @param resolution what it is made of
 */
public record Base(Path archive, boolean fromCache, Resolution resolution) {}
