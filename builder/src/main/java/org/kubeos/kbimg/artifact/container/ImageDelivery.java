package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.host.ContainerEngine;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.layout.DockerArchiveWriter;
import org.kubeos.oci.layout.LayoutWriter;
import org.kubeos.process.PrivateFile;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.UnfinishedDirectory;

/** Brings an image to its destinations. Registries come first: what can fail fails before anything is here to stay. */
public final class ImageDelivery {

    private final ImageDestinations destinations;
    private final String name;
    private final String tag;
    private final ImageConfig config;
    private final BuildContext context;

    /**
     * @param name what engines call an image for which the config has no name, without a tag
     * @param tag where a destination has none
     */
    public ImageDelivery(
            ImageDestinations destinations, String name, String tag, ImageConfig config, BuildContext context) {
        this.destinations = destinations;
        this.name = name;
        this.tag = tag;
        this.config = config;
        this.context = context;
    }

    /**
     * @param work for temporary files, in the directory of the outputs
     * @return where the image is now
     */
    public List<MadeImage> deliver(Image image, Path work) throws IOException {
        var places = new ArrayList<String>();
        push(image, places);
        if (destinations.load().isPresent()) {
            load(image, destinations.load().get(), work, places);
        }
        if (destinations.dockerArchive().isPresent()) {
            writeArchive(image, destinations.dockerArchive().get(), work, places);
        }
        if (destinations.layout().isPresent()) {
            addToLayout(image, destinations.layout().get(), work, places);
        }
        String digest = image.digest().toString();
        return places.stream().map(place -> new MadeImage(place, digest)).toList();
    }

    private void push(Image image, List<String> places) throws IOException {
        try (var access = ImageAccess.open(config.images().registries(), context.progress())) {
            for (ImageReference target : targets()) {
                context.progress().step("Pushing " + target);
                access.registries().push(image, target);
                places.add(target.toString());
            }
        }
    }

    private void load(Image image, ContainerEngine engine, Path work, List<String> places) throws IOException {
        context.progress().step("Loading into " + engine.program());
        Path archive = work.resolve("load.tar");
        DockerArchiveWriter.write(image, names(), tag, context.sourceDate(), archive);
        engine.load(archive, new ProcessRunner(context.progress()));
        Files.delete(archive);
        names().forEach(loaded -> places.add(engine.program() + ":" + loaded));
    }

    private void writeArchive(Image image, Path file, Path work, List<String> places) throws IOException {
        context.progress().step("Writing " + file.getFileName());
        Path directory = file.resolveSibling(".").normalize();
        if (isOfOutputs(directory, work)) {
            writeArchive(image, file, work);
        } else {
            try (var unfinished = UnfinishedDirectory.open(directory, "")) {
                writeArchive(image, file, unfinished.path());
            }
        }
        places.add(ImageAccess.withoutPath(new ImageLocation.Archive(file)));
    }

    private void writeArchive(Image image, Path file, Path unfinished) throws IOException {
        Path archive = unfinished.resolve("archive.tar");
        DockerArchiveWriter.write(image, names(), tag, context.sourceDate(), archive);
        PrivateFile.hideFromOthers(archive);
        Files.move(archive, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether this build has claimed the directory for its outputs already. */
    private static boolean isOfOutputs(Path directory, Path work) {
        return directory.equals(work.toAbsolutePath().normalize().getParent());
    }

    private void addToLayout(Image image, Path directory, Path work, List<String> places) throws IOException {
        context.progress().step("Writing the image layout");
        if (isOfOutputs(directory, work)) {
            throw new BuildException("the image layout can't be in " + directory
                    + " among the other outputs; name a directory of its own, such as " + directory.resolve("oci"));
        }
        List<Blob> blobs = Stream.concat(image.blobs().stream(), Stream.of(image.manifest()))
                .toList();
        var top = image.manifest().descriptor().withPlatform(ImageAccess.platform(config.architecture()));
        new LayoutWriter(directory).add(top, blobs, tag);
        places.add(ImageAccess.withoutPath(new ImageLocation.Layout(directory, Optional.of(tag))));
    }

    private List<ImageReference> targets() {
        return destinations.push().stream().map(this::tagged).toList();
    }

    private ImageReference tagged(ImageReference reference) {
        return reference.tag().isPresent() ? reference : reference.withTag(tag);
    }

    private List<String> names() {
        List<ImageReference> given = destinations.name().map(List::of).orElse(destinations.push());
        return given.isEmpty()
                ? List.of(name + ":" + tag)
                : given.stream().map(this::tagged).map(ImageReference::toString).toList();
    }
}
