package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.host.Application;
import org.kubeos.kbimg.host.ContainerEngine;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.layout.DockerArchiveWriter;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.UnfinishedDirectory;

/**
 * The steps that bring an image to its destinations, or to a layout among the outputs where the config has none. Registries
 * come first: what can fail fails before anything is here to stay.
 */
final class ImageDelivery implements AutoCloseable {

    private final ImageDestinations destinations;
    private final String name;
    private final ImageConfig config;
    private final List<String> places = new ArrayList<>();
    private Optional<ImageAccess> access = Optional.empty();

    /** @param name what engines call an image for which the config has no name, without a tag */
    ImageDelivery(ImageDestinations destinations, String name, ImageConfig config) {
        this.destinations = destinations;
        this.name = name;
        this.config = config;
    }

    /** @param image called when the steps run */
    List<Step> steps(Supplier<Image> image) {
        var steps = new ArrayList<Step>();
        for (ImageReference target : destinations.push()) {
            steps.add(new Step(
                    "Pushing " + tagged(target),
                    "Push the image to " + target,
                    build -> push(image.get(), tagged(target), build.context())));
        }
        destinations.load().ifPresent(engine -> {
            String program = engine.program();
            steps.add(new Step(
                    "Loading into " + program,
                    "Load the image into " + program,
                    build -> load(image.get(), engine, build)));
        });
        destinations
                .dockerArchive()
                .ifPresent(file -> steps.add(new Step(
                        "Writing " + file.getFileName(),
                        "Write " + file + ", for docker load",
                        build -> writeArchive(image.get(), file, build))));
        destinations
                .layout()
                .ifPresent(directory -> steps.add(layoutStep(
                        "the OCI layout " + directory, build -> addToLayout(image.get(), directory, build))));
        if (destinations.isEmpty()) {
            steps.add(layoutStep(
                    "an OCI layout, oci among the outputs",
                    build -> addToLayout(
                            image.get(),
                            build.output().directory().toAbsolutePath().resolve("oci"),
                            build)));
        }
        return steps;
    }

    private static Step layoutStep(String layout, Step.Action action) {
        return new Step("Writing the image layout", "Add the image to " + layout, action);
    }

    /** Where the image is after the steps. */
    List<MadeImage> places(Image image) {
        String digest = image.digest().toString();
        return places.stream().map(place -> new MadeImage(place, digest)).toList();
    }

    private void push(Image image, ImageReference target, BuildContext context) throws IOException {
        if (access.isEmpty()) {
            access = Optional.of(ImageAccess.open(config.images().registries(), context.progress()));
        }
        access.get().registries().push(image, target);
        places.add(target.toString());
    }

    private void load(Image image, ContainerEngine engine, Build build) throws IOException {
        Path archive = build.output().unfinished("load.tar");
        DockerArchiveWriter.write(
                image, names(), config.version(), build.context().sourceDate(), archive);
        engine.load(archive, new ProcessRunner(Application.NAME, build.context().progress()));
        Files.delete(archive);
        names().forEach(loaded -> places.add(engine.program() + ":" + loaded));
    }

    private void writeArchive(Image image, Path file, Build build) throws IOException {
        Path directory = file.resolveSibling(".").normalize();
        if (isOfOutputs(directory, build)) {
            writeArchive(image, file, build.output().unfinished(""), build.context());
        } else {
            try (var unfinished = UnfinishedDirectory.open(Application.NAME, directory, "")) {
                writeArchive(image, file, unfinished.path(), build.context());
            }
        }
        places.add(ImageAccess.withoutPath(new ImageLocation.Archive(file)));
    }

    private void writeArchive(Image image, Path file, Path unfinished, BuildContext context) throws IOException {
        Path archive = unfinished.resolve("archive.tar");
        DockerArchiveWriter.write(image, names(), config.version(), context.sourceDate(), archive);
        FilePermissions.hideFromOthers(archive);
        Files.move(archive, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether this build has claimed the directory for its outputs already. */
    private static boolean isOfOutputs(Path directory, Build build) throws IOException {
        return Files.exists(directory)
                && Files.isSameFile(directory, build.output().directory());
    }

    private void addToLayout(Image image, Path directory, Build build) throws IOException {
        if (isOfOutputs(directory, build)) {
            throw new BuildException("The image layout can't be in " + directory
                    + " among the other outputs. Name a directory of its own, such as " + directory.resolve("oci")
                    + ".");
        }
        List<Blob> blobs = Stream.concat(image.blobs().stream(), Stream.of(image.manifest()))
                .toList();
        var top =
                image.manifest().descriptor().withPlatform(config.architecture().platform());
        new LayoutWriter(Application.NAME, directory).add(top, blobs, config.version());
        places.add(ImageAccess.withoutPath(new ImageLocation.Layout(directory, Optional.of(config.version()))));
    }

    private ImageReference tagged(ImageReference reference) {
        return reference.tag().isPresent() ? reference : reference.withTag(config.version());
    }

    private List<String> names() {
        List<ImageReference> given = destinations.name().map(List::of).orElse(destinations.push());
        return given.isEmpty()
                ? List.of(name + ":" + config.version())
                : given.stream().map(this::tagged).map(ImageReference::toString).toList();
    }

    @Override
    public void close() {
        access.ifPresent(ImageAccess::close);
    }
}
