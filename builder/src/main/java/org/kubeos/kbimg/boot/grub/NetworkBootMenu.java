package org.kubeos.kbimg.boot.grub;

import java.util.Map;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.BundledResource;

/** Menus for boot loaders that start over the network: they load the installer, with the image's kernel parameters. */
public final class NetworkBootMenu {

    private final GrubConfig settings;
    private final String version;

    private NetworkBootMenu(GrubConfig settings, String version) {
        this.settings = settings;
        this.version = version;
    }

    /** @throws org.kubeos.kbimg.UsageException as {@link GrubConfig#of} */
    public static NetworkBootMenu of(ImageConfig.Grub grub, String version) {
        return new NetworkBootMenu(GrubConfig.of(grub), version);
    }

    /** A {@code grub.cfg}. */
    public String grub() {
        return settings.fill(text("network-grub.cfg"), Map.of("VERSION", version));
    }

    /** A script of iPXE's. The config's reader has refused what iPXE can't pass on. */
    public String ipxe() {
        return text("boot.ipxe")
                .replace("@VERSION@", version)
                .replace("@ARGUMENTS@", settings.kernelArguments().toIpxe());
    }

    private static String text(String resource) {
        return BundledResource.text(NetworkBootMenu.class, resource);
    }
}
