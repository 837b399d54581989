package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.host.Application;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.signature.AttestedImage;

/** The steps from files to a container image of one layer at its destinations. An object is for one build. */
public final class ContainerImage implements AutoCloseable {

    /** The compressed layer, which goes to destinations that need its digest before its first byte. */
    private static final String LAYER = "layer";

    private final String title;
    private final ExecutionConfig execution;
    private final ImageDestinations destinations;
    private final ImageConfig config;
    private final Content content;
    private final ImageDelivery delivery;
    private final ImageAttachments attachments;
    private Optional<AttestedImage> image = Optional.empty();

    /** Writes the one layer. */
    public interface Content {
        Layer write(Build build, Compression compression, Path file) throws IOException;
    }

    public ContainerImage(
            String title,
            ExecutionConfig execution,
            ImageDestinations destinations,
            ImageConfig config,
            Content content) {
        this(title, execution, destinations, config, content, ImageAttachments.NONE);
    }

    /** @param attachments what the image carries besides its layer */
    public ContainerImage(
            String title,
            ExecutionConfig execution,
            ImageDestinations destinations,
            ImageConfig config,
            Content content,
            ImageAttachments attachments) {
        this.title = title;
        this.execution = execution;
        this.destinations = destinations;
        this.config = config;
        this.content = content;
        this.attachments = attachments;
        this.delivery = new ImageDelivery(destinations, "localhost/" + title, config, attachments.signing());
    }

    public List<Step> steps() {
        var steps = new ArrayList<Step>();
        steps.add(new Step(
                "Compressing the layer",
                "Compress it into a layer with "
                        + destinations.compression().name().toLowerCase(Locale.ROOT),
                this::compress));
        steps.addAll(delivery.steps(this::image));
        return steps;
    }

    private void compress(Build build) throws IOException {
        Layer layer =
                content.write(build, destinations.compression(), build.output().unfinished(LAYER));
        SortedMap<String, String> labels =
                ImageLabels.of(title, config, build.context(), build.rootfs().nodes());
        var configuration = new ImageConfiguration(
                config.architecture().platform(),
                build.context().sourceDate(),
                execution,
                labels,
                List.of(layer.diffId()));
        Image plain = Image.of(Application.NAME, configuration, List.of(layer.blob()), labels);
        image = Optional.of(AttestedImage.of(
                plain,
                configuration.platform(),
                attachments.statements().about(plain, build),
                attachments.manifests().of(plain)));
    }

    private AttestedImage image() {
        return image.orElseThrow(() -> new IllegalStateException("the step that makes the image comes first"));
    }

    /** Where the image is after the steps. */
    public List<MadeImage> places() {
        return delivery.places();
    }

    /**
     * Makes sure before a build that its result could be delivered.
     *
     * @throws org.kubeos.oci.OciException if a registry wouldn't take it
     */
    public void checkDestinations(BuildContext context) throws IOException {
        delivery.check(context);
    }

    /**
     * What the steps made.
     *
     * @param output where the other outputs are
     * @throws org.kubeos.kbimg.BuildException if a registry didn't take the image
     */
    public BuiltImage built(Path output) {
        delivery.requirePushed(output);
        return new BuiltImage(delivered(), places());
    }

    /** That of the index, unless all destinations take no more than the image in it. */
    private Digest delivered() {
        Digest index = image().digest();
        return places().stream().anyMatch(place -> place.digest().equals(index.toString()))
                ? index
                : image().image().digest();
    }

    @Override
    public void close() {
        delivery.close();
    }
}
