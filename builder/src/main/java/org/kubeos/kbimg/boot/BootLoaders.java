package org.kubeos.kbimg.boot;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kubeos.kbimg.boot.grub.GrubBootLoader;
import org.kubeos.kbimg.boot.grub.GrubConfig;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.config.ImageConfig;

/** The boot loaders that there are, and the choice of one. */
public final class BootLoaders {

    private BootLoaders() {}

    /** The boot loader of the config's nodes. */
    public static BootLoader of(ImageConfig config) {
        return new GrubBootLoader(config);
    }

    /** What the boot menu of the config's nodes hands the kernel, besides what differs from boot to boot. */
    public static List<String> kernelArguments(ImageConfig config) {
        return GrubConfig.of(config.grub()).kernelArguments().values();
    }

    /**
     * Names of the boot loaders whose menu in a root file system has a password.
     *
     * @param texts reads a file of it, if it is there
     */
    public static List<String> withPassword(Function<String, Optional<String>> texts) {
        return GrubBootLoader.hasPassword(texts) ? List.of(GrubBootLoader.NAME) : List.of();
    }

    /**
     * What the boot menu in a root file system hands the kernel, apart from what differs from boot to boot, such as the
     * root; empty if there is no menu.
     *
     * @param texts reads a file of it, if it is there
     */
    public static Optional<List<String>> kernelArguments(Function<String, Optional<String>> texts) {
        return GrubBootLoader.kernelArguments(texts);
    }
}
