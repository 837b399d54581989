package org.kubeos.kbimg.rootfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.node.Script;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.kbimg.host.sandbox.Sandbox;

/** Stage one's requirements of the host. */
public final class Requirements {

    private Requirements() {}

    /** What the build of an image needs, met or not. */
    public static List<Requirement> forBuild(ImageConfig config) {
        var all = new ArrayList<Requirement>();
        if (config.source() instanceof Source.Repositories) {
            all.addAll(forPackages(config));
        } else if (!config.node().scripts().isEmpty()) {
            all.addAll(forScripts(config));
        }
        if (config.node().scripts().stream().anyMatch(Script::network)) {
            all.addAll(Sandbox.requirementsOfNetwork());
        }
        return List.copyOf(all);
    }

    private static List<Requirement> forPackages(ImageConfig config) {
        var all = new ArrayList<>(forDistribution(config.distribution()));
        all.add(processor(config.architecture()));
        return List.copyOf(all);
    }

    /** What installing a distribution needs, met or not. */
    public static List<Requirement> forDistribution(String distribution) {
        var all = new ArrayList<>(Sandbox.requirements());
        all.addAll(PackageManagers.requirements(
                DistributionProfile.of(distribution).packageManager()));
        all.add(tar());
        return List.copyOf(all);
    }

    /** What running scripts in a root file system needs, met or not. */
    private static List<Requirement> forScripts(ImageConfig config) {
        var all = new ArrayList<>(Sandbox.requirements());
        all.add(tar());
        all.add(processor(config.architecture()));
        return List.copyOf(all);
    }

    private static Requirement tar() {
        return new Requirement.Program("tar", "archives the root file system", "tar");
    }

    private static Requirement processor(Architecture architecture) {
        return new Requirement.Processor(
                architecture.key(), Architecture.host().key(), Path.of("/proc/sys/fs/binfmt_misc"));
    }

    /**
     * Makes sure that the host has all that the build of an image needs.
     *
     * @throws HostException that tells what is missing, if something is
     */
    public static void check(ImageConfig config) {
        check(forBuild(config));
    }

    /** The same for asking a distribution's repositories, without building anything. */
    public static void checkForPackages(String distribution) {
        check(forDistribution(distribution));
    }

    /** The same for the installer of machines, whatever the image itself is made from. */
    public static void checkForInstaller(ImageConfig config) {
        check(forPackages(config));
    }

    private static void check(List<Requirement> needs) {
        List<Requirement> unmet = needs.stream().filter(need -> !need.isMet()).toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
    }
}
