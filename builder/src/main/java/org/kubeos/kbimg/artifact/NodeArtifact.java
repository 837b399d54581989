package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.container.ContainerImage;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** A recipe for something that is made of a node's rootfs archive. An object is for one build. */
interface NodeArtifact extends AutoCloseable {

    /** The steps on top of the rootfs archive. They may leave out what {@code files} doesn't name. */
    List<Step> steps(OutputFilter files);

    /** The files that it makes, in the order in which they are published; the rootfs archive is among them. */
    List<Output> outputs();

    /** The partitions of the disk that it makes or describes. */
    List<BuildPlan.Partition> partitions();

    /** Completes the files that describe other ones. */
    void describe(Build build, OutputFilter files) throws IOException;

    /** The archives that the installer in it is made of, which has a root file system of its own; known after the steps. */
    default List<PackageDescription> installerPackages() {
        return List.of();
    }

    /** The container image that it makes besides files. */
    default Optional<ContainerImage> image() {
        return Optional.empty();
    }

    /** The manifest, as {@code plan} tells of it. */
    default Output manifest() {
        return new Output(Manifest.FILE, "version, packages, digests");
    }

    @Override
    default void close() {}
}
