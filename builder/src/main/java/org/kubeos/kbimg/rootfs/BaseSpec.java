package org.kubeos.kbimg.rootfs;

import java.util.List;
import java.util.Locale;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.host.sandbox.Sandbox;

/** The request for a base. Which packages it resolves to depends on the repositories. */
record BaseSpec(ImageConfig config, Source.Repositories source, BaseKind kind) {

    /** To be raised when equal input makes another base than before, and no resource or profile shows it. */
    private static final String RECIPE = "3";

    DistributionProfile profile() {
        return DistributionProfile.of(config.distribution());
    }

    /** The names of the packages to install. */
    List<String> packages() {
        return kind.packages(config, profile());
    }

    /** What it asks for, in words. */
    String describe() {
        String machine =
                config.architecture().key() + " " + config.firmware().name().toLowerCase(Locale.ROOT);
        String what = kind == BaseKind.NODE
                ? "node, " + machine
                : "admin container, " + config.architecture().key();
        return config.packages().isEmpty() ? what : what + ": " + String.join(" ", config.packages());
    }

    /**
     * Equal for requests that make equal bases of equal packages.
     *
     * @param epochSecond no file in the base is younger
     */
    String recipe(long epochSecond) {
        return Fingerprint.of(
                RECIPE,
                // Names asked for: a package manager remembers what came by itself.
                packages().toString(),
                kind.name(),
                profile().toString(),
                config.architecture().key(),
                config.firmware().name(),
                BootAssets.recipe(BootLoaders.of(config)),
                BaseBuilder.cleaning(),
                Sandbox.recipe(),
                String.valueOf(epochSecond));
    }

    /** Equal for requests that make equal bases as long as the repositories stay as they are. */
    String identity(long epochSecond) {
        return Fingerprint.of(recipe(epochSecond), source.toString());
    }
}
