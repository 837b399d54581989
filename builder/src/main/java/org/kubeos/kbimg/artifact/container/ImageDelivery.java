package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.layout.DockerArchiveWriter;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RegistryClient;
import org.kubeos.oci.signature.AttestedImage;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.UnfinishedDirectory;

/**
 * The steps that bring an image to its destinations, or to a layout among the outputs where the config has none. Registries
 * come first. An image that one of them doesn't take after all is kept in a layout, and so are the other outputs.
 */
final class ImageDelivery implements AutoCloseable {

    /** Name of the layout among the outputs. */
    private static final String OWN_LAYOUT = "oci";

    private final ImageDestinations destinations;
    private final String name;
    private final ImageConfig config;
    private final Optional<ImageAttachments.Signing> signing;
    private final List<MadeImage> places = new ArrayList<>();
    private final List<FailedPush> failures = new ArrayList<>();
    private Optional<ImageAccess> access = Optional.empty();

    private record FailedPush(ImageReference target, AttestedImage image, OciException reason) {}

    /** @param name what engines call an image for which the config has no name, without a tag */
    ImageDelivery(
            ImageDestinations destinations,
            String name,
            ImageConfig config,
            Optional<ImageAttachments.Signing> signing) {
        this.destinations = destinations;
        this.name = name;
        this.config = config;
        this.signing = signing;
    }

    /** @param image called when the steps run */
    List<Step> steps(Supplier<AttestedImage> image) {
        var steps = new ArrayList<Step>();
        for (ImageReference target : destinations.push()) {
            steps.add(new Step(
                    "Pushing " + tagged(target),
                    (signing.isPresent() ? "Sign the image and push it to " : "Push the image to ") + target,
                    build -> push(image.get(), tagged(target), build)));
        }
        destinations.load().ifPresent(engine -> {
            String program = engine.program();
            steps.add(new Step(
                    "Loading into " + program,
                    "Load the image into " + program,
                    build -> load(image.get().image(), engine, build)));
        });
        destinations
                .dockerArchive()
                .ifPresent(file -> steps.add(new Step(
                        "Writing " + file.getFileName(),
                        "Write " + file + ", for docker load",
                        build -> writeArchive(image.get().image(), file, build))));
        destinations
                .layout()
                .ifPresent(directory -> steps.add(layoutStep(
                        "the OCI layout " + directory, build -> addToLayout(image.get(), directory, build))));
        if (destinations.isEmpty()) {
            steps.add(layoutStep(
                    "an OCI layout, oci among the outputs",
                    build -> addToLayout(image.get(), ownLayout(build), build)));
        }
        return steps;
    }

    private static Step layoutStep(String layout, Step.Action action) {
        return new Step("Writing the image layout", "Add the image to " + layout, action);
    }

    /** Where the image is after the steps. */
    List<MadeImage> places() {
        return List.copyOf(places);
    }

    private void addPlace(String place, Digest digest) {
        places.add(new MadeImage(place, digest.toString()));
    }

    /**
     * Asks the registries whether they would take an image, before one is made.
     *
     * @throws OciException if one wouldn't
     */
    void check(BuildContext context) throws IOException {
        if (!destinations.push().isEmpty()) {
            context.progress().step("Asking the registries");
        }
        for (ImageReference target : destinations.push()) {
            registries(context).checkPush(tagged(target));
        }
    }

    /** @throws BuildException if a registry didn't take the image; everything else is done */
    void requirePushed(Path output) {
        if (failures.isEmpty()) {
            return;
        }
        String kept = destinations
                .layout()
                .orElse(output.toAbsolutePath().resolve(OWN_LAYOUT))
                .toString();
        String reasons = failures.stream()
                .map(failure -> String.valueOf(failure.reason.getMessage()))
                .collect(Collectors.joining("\n"));
        String commands =
                failures.stream().flatMap(failure -> commands(failure, kept)).collect(Collectors.joining());
        throw new BuildException(
                reasons + "\nThe outputs are complete in " + output + ". Push the image from there:" + commands,
                failures.getFirst().reason);
    }

    /** The signatures come before the tag, as in a push. */
    private Stream<String> commands(FailedPush failure, String kept) {
        boolean isIndex = MediaTypes.INDEXES.contains(failure.image.top().mediaType());
        String copy = "\n  skopeo copy " + (isInsecure(failure.target) ? "--dest-tls-verify=false " : "");
        Stream<String> signatures = (signing.isPresent() ? failure.image.signatureTags() : List.<String>of())
                .stream().map(tag -> copy + "oci:" + kept + ":" + tag + " docker://" + failure.target.withTag(tag));
        return Stream.concat(
                signatures,
                Stream.of(copy + (isIndex ? "--all " : "") + "oci:" + kept + ":" + config.version() + " docker://"
                        + failure.target));
    }

    private boolean isInsecure(ImageReference target) {
        HostSettings settings = config.images().registries().get(target.registry());
        return settings != null && settings.insecure();
    }

    private RegistryClient registries(BuildContext context) {
        if (access.isEmpty()) {
            access = Optional.of(ImageAccess.open(config.images().registries(), context.progress()));
        }
        return access.get().registries();
    }

    private void push(AttestedImage image, ImageReference target, Build build) throws IOException {
        try {
            RegistryClient registries = registries(build.context());
            sign(image, registries.writable(target), target.toString(), build);
            registries.push(image.top(), image.blobs(), target);
            addPlace(target.toString(), image.digest());
        } catch (OciException e) {
            if (failures.isEmpty() && destinations.layout().isEmpty()) {
                addToLayout(image, ownLayout(build), build);
            }
            failures.add(new FailedPush(target, image, e));
        }
    }

    /** Comes before the image, so that nobody sees its tag unsigned. */
    private void sign(AttestedImage image, ImageRepository repository, String reference, Build build)
            throws IOException {
        if (signing.isPresent()) {
            // Whoever verifies the image can tell that it is an old one.
            var annotations = new TreeMap<>(signing.get().annotations());
            annotations.putAll(new SignedVersion(build.context().sourceDate(), config.version()).annotations());
            image.sign(repository, signing.get().signer(), reference, annotations);
        }
    }

    private static Path ownLayout(Build build) {
        return build.output().directory().toAbsolutePath().resolve(OWN_LAYOUT);
    }

    private void load(Image image, ContainerEngine engine, Build build) throws IOException {
        Path archive = build.output().unfinished("load.tar");
        DockerArchiveWriter.write(
                image, names(), config.version(), build.context().sourceDate(), archive);
        engine.load(archive, new ProcessRunner(Application.NAME, build.context().progress()));
        Files.delete(archive);
        names().forEach(loaded -> addPlace(engine.program() + ":" + loaded, image.digest()));
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
        addPlace(ImageAccess.withoutPath(new ImageLocation.Archive(file)), image.digest());
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

    private void addToLayout(AttestedImage image, Path directory, Build build) throws IOException {
        if (isOfOutputs(directory, build)) {
            throw new BuildException("The image layout can't be in " + directory
                    + " among the other outputs. Name a directory of its own, such as " + directory.resolve("oci")
                    + ".");
        }
        var layout = new LayoutWriter(Application.NAME, directory);
        sign(image, layout, names().getFirst(), build);
        layout.add(image.top(), image.blobs(), config.version());
        addPlace(
                ImageAccess.withoutPath(new ImageLocation.Layout(directory, Optional.of(config.version()))),
                image.digest());
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
