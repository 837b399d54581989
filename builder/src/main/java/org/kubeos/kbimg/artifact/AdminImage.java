package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.container.ContainerImage;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.artifact.sbom.BillOfMaterials;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.AdminContainerSetup;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.Base;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.layer.Layer;

/** The recipe of the administrator's container: a small root file system with an SSH server, as a single layer. */
public final class AdminImage {

    /** Its name where the config has none. */
    static final String TITLE = "kubeos-admin";

    private static final ExecutionConfig LAUNCH = new ExecutionConfig(
            List.of(AdminContainerSetup.ENTRYPOINT),
            List.of(),
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            List.of("22/tcp"));

    private final ImageConfig config;
    private Optional<FileTree> tree = Optional.empty();

    /** The recipe for one build. */
    public AdminImage(ImageConfig config) {
        this.config = config;
    }

    private ImageDocuments documents() {
        return ImageDocuments.ofAdminImage(
                config,
                build -> BillOfMaterials.ofContainer(
                        TITLE, build.rootfs().nodes(), tree.orElseThrow().nodes(), config, build.context()));
    }

    private ContainerImage image(ImageDocuments documents, OutputSignatures signatures) {
        return new ContainerImage(
                TITLE,
                LAUNCH,
                config.images().admin().destinations(),
                config,
                (_, compression, file) -> Layer.write(tree.orElseThrow().nodes(), compression, file),
                signatures.attachments(documents::attestations));
    }

    /** The steps on top of the base. */
    private List<Step> steps(ImageDocuments documents, ContainerImage image) {
        String hostshell =
                config.images().admin().hostshell().map(file -> " and " + file).orElse("");
        var steps = new ArrayList<Step>();
        steps.add(new Step(
                "Customizing the root file system", "Add the container's entry point" + hostshell, this::customize));
        steps.addAll(documents.steps());
        steps.addAll(image.steps());
        return steps;
    }

    /** What {@link #build} will do. */
    public BuildPlan plan() {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        String base = "Install " + String.join(", ", profile.admin().packages()) + ", "
                + config.packages().size()
                + " packages of the config, and all that they need; or take that base from the cache";
        var signatures = new OutputSignatures(config);
        try (ImageDocuments documents = documents();
                ContainerImage image = image(documents, signatures)) {
            var outputs = new ArrayList<>(documents.outputs());
            outputs.addAll(signatures.outputs(documents.names()));
            outputs.add(BuiltImage.MANIFEST);
            return BuildPlan.of(List.of(base), steps(documents, image), List.of(), outputs);
        }
    }

    /**
     * Makes the image, brings it to the config's destinations, and writes the manifest and the documents to {@code directory};
     * without a destination, a layout there gets the image.
     *
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done
     */
    public BuiltArtifacts build(Path directory, BuildContext context) throws IOException {
        var bases = new BaseBuilder(context.cache(), context.sourceDate(), context.progress(), context.lock());
        return build(() -> bases.build(config, repositories(), BaseKind.ADMIN), directory, context);
    }

    /** Makes the base. */
    @FunctionalInterface
    interface Bases {
        Base build() throws IOException;
    }

    /** The same on top of a base that comes from elsewhere. It is made when the key and the destinations are known to be good. */
    BuiltArtifacts build(Bases bases, Path directory, BuildContext context) throws IOException {
        var signatures = new OutputSignatures(config);
        signatures.open();
        ImageDocuments documents = documents();
        try (ContainerImage image = image(documents, signatures)) {
            image.checkDestinations(context);
            Base base = bases.build();
            try (var output = OutputDirectory.open(directory);
                    RootfsArchive rootfs = RootfsArchive.open(base.archive(), config.limits());
                    documents) {
                var build = new Build(rootfs, base::packages, output, context);
                for (Step step : steps(documents, image)) {
                    step.run(build);
                }
                describe(build, image, documents, signatures);
                List<Path> published = signatures.publish(documents.names(), documents.names(), output);
                return new BuiltArtifacts(published, Optional.of(image.built(directory)));
            }
        }
    }

    private void describe(Build build, ContainerImage image, ImageDocuments documents, OutputSignatures signatures)
            throws IOException {
        List<OutputFile> described = documents.write(build, List.of(), image.places(), List.of());
        Manifest.of("admin-image", config, build.context(), build.rootfs(), image.places(), described)
                .write(build.output().unfinished(Manifest.FILE));
        signatures.write(build.output(), documents.names(), build.rootfs().digests());
    }

    private void customize(Build build) throws IOException {
        var customized = new FileTree(build.rootfs().nodes(), build.context().sourceDate());
        AdminContainerSetup.apply(config.images().admin(), customized);
        tree = Optional.of(customized);
    }

    private Source.Repositories repositories() {
        if (config.source() instanceof Source.Repositories repositories) {
            return repositories;
        }
        throw new UsageException("An admin image is installed from packages, but the config's source has none."
                + " Name a repository: source: {repository: …}");
    }
}
