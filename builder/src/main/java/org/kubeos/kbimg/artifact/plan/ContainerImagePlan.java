package org.kubeos.kbimg.artifact.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kubeos.kbimg.artifact.AdminImage;
import org.kubeos.kbimg.artifact.UpgradeImage;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.distro.DistributionProfile;

/** What {@link UpgradeImage} and {@link AdminImage} would do. */
final class ContainerImagePlan {

    private static final Output MANIFEST =
            new Output(Manifest.FILE, Optional.empty(), "the image's digest, where it is, packages");

    private ContainerImagePlan() {}

    static BuildPlan ofUpgradeImage(ImageConfig config) {
        List<String> steps = new ArrayList<>(RootfsPlan.steps(config));
        steps.addAll(delivery(config.images().upgrade()));
        return new BuildPlan(steps, List.of(), List.of(RootfsPlan.OUTPUT, MANIFEST));
    }

    static BuildPlan ofAdminImage(ImageConfig config) {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        List<String> steps = new ArrayList<>();
        steps.add("Install " + String.join(", ", profile.admin().packages()) + ", "
                + config.packages().size()
                + " packages of the config, and all that they need; or take that base from the cache");
        steps.add("Add the container's entry point"
                + config.images()
                        .admin()
                        .hostshell()
                        .map(file -> " and " + file)
                        .orElse(""));
        steps.addAll(delivery(config.images().admin().destinations()));
        return new BuildPlan(steps, List.of(), List.of(MANIFEST));
    }

    private static List<String> delivery(ImageDestinations destinations) {
        List<String> steps = new ArrayList<>();
        steps.add("Compress it into a layer with "
                + destinations.compression().name().toLowerCase(Locale.ROOT));
        destinations.push().forEach(target -> steps.add("Push the image to " + target));
        destinations.load().ifPresent(engine -> steps.add("Load the image into " + engine.program()));
        destinations.dockerArchive().ifPresent(file -> steps.add("Write " + file + ", for docker load"));
        destinations.layout().ifPresent(directory -> steps.add("Add the image to the OCI layout " + directory));
        if (destinations.isEmpty()) {
            steps.add("Add the image to an OCI layout, oci among the outputs");
        }
        return steps;
    }
}
