package org.kubeos.kbimg.artifact.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.PxeImage;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Pxe;
import org.kubeos.kbimg.rootfs.InstallerBuilder;

/** What {@link PxeImage} would do. */
final class PxeImagePlan {

    private PxeImagePlan() {}

    static BuildPlan of(ImageConfig config) {
        Pxe pxe = PxeImage.section(config);
        List<String> steps = new ArrayList<>(RootfsPlan.steps(config));
        steps.add("Take the installer from the cache; if it is not there, make it from packages in a sandbox");
        steps.add("Tell it what to fetch (" + pxe.url() + "), and how to partition the disk");
        steps.add("Describe the outputs");
        return new BuildPlan(
                steps,
                PlannedPartitions.of(DiskLayout.of(config)),
                List.of(
                        output(InstallerBuilder.INITRAMFS, "the installer"),
                        output(InstallerBuilder.KERNEL, "its kernel"),
                        RootfsPlan.OUTPUT,
                        output(InstallerBuilder.bootLoader(config.firmware()), "GRUB for the network"),
                        output(PxeImage.GRUB_CONFIG, "its menu"),
                        output(PxeImage.IPXE_SCRIPT, "the same for iPXE"),
                        output(PxeImage.DIGESTS, "digests of these"),
                        output(Manifest.FILE, "version, packages, digests")));
    }

    private static Output output(String name, String meaning) {
        return new Output(name, Optional.empty(), meaning);
    }
}
