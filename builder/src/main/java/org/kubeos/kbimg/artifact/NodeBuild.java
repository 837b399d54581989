package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.AgentRuntime;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** The recipe of one or more artifacts of a node: one rootfs archive, and everything that is made of it. */
public final class NodeBuild implements AutoCloseable {

    private final ImageConfig config;
    private final ArtifactSelection selection;
    private final OutputFilter files;
    private final RootfsStage rootfs;
    private final ImageDocuments documents;
    private final OutputSignatures signatures;
    private final List<NodeArtifact> artifacts = new ArrayList<>();

    /**
     * The recipe for one build.
     *
     * @param selection artifacts of nodes only
     * @throws UsageException if the config doesn't say what an artifact needs, or there is no output of a name that is
     *     asked for
     */
    public NodeBuild(ImageConfig config, ArtifactSelection selection) {
        this.config = config;
        this.selection = selection;
        this.files = new OutputFilter(selection.only());
        this.rootfs = new RootfsStage(config);
        this.documents = ImageDocuments.ofNode(config, selection, files);
        this.signatures = new OutputSignatures(config);
        selection.kinds().forEach(kind -> artifacts.add(artifact(kind)));
        files.check(outputs());
        for (int i = 0; i < artifacts.size(); i++) {
            NodeArtifact artifact = artifacts.get(i);
            if (files.of(artifact.outputs()).isEmpty()
                    && documents.names().isEmpty()
                    && artifact.image().isEmpty()) {
                throw new UsageException("--only names no output of "
                        + selection.kinds().get(i).command() + ". Name one, or leave that artifact out.");
            }
        }
    }

    private NodeArtifact artifact(ArtifactKind kind) {
        return switch (kind) {
            case VM_IMAGE -> new VmImage(config, selection.format().orElse(DiskFormat.QCOW2));
            case PXE_IMAGE -> new PxeImage(config);
            case UPGRADE_IMAGE -> new UpgradeImage(config, signatures.attachments(documents::attestations));
            case ADMIN_IMAGE -> throw new IllegalArgumentException("an admin image is none of a node");
        };
    }

    /** Those of all artifacts, each once, and the documents about them. */
    private List<Output> outputs() {
        Map<String, Output> byName = new LinkedHashMap<>();
        artifacts.forEach(artifact -> artifact.outputs().forEach(output -> byName.putIfAbsent(output.name(), output)));
        documents.outputs().forEach(output -> byName.put(output.name(), output));
        return List.copyOf(byName.values());
    }

    private List<Step> steps() {
        var steps = new ArrayList<>(documents.steps());
        artifacts.forEach(artifact -> steps.addAll(artifact.steps(files)));
        steps.add(Step.repeatable("Describing the outputs", "Describe the outputs", this::describe));
        return steps;
    }

    /** What {@link #build} will do. */
    public BuildPlan plan() {
        List<Output> outputs = new ArrayList<>(files.of(outputs()));
        outputs.addAll(signatures.outputs(names()));
        outputs.add(artifacts.getFirst().manifest());
        List<BuildPlan.Partition> partitions = artifacts.stream()
                .map(NodeArtifact::partitions)
                .filter(of -> !of.isEmpty())
                .findFirst()
                .orElse(List.of());
        return BuildPlan.of(rootfs.steps(), steps(), partitions, outputs);
    }

    /**
     * Makes the artifacts: files in {@code directory}, the manifest among them, and a container image at the config's
     * destinations; without a destination, a layout in {@code directory} gets the image.
     *
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done; none of the files is left behind then, unless
     *     all that failed is to push the image
     * @throws org.kubeos.oci.OciException if a registry says beforehand that it won't take the image
     */
    public BuiltArtifacts build(Path directory, BuildContext context) throws IOException {
        AgentRuntime.check(config);
        signatures.open();
        for (NodeArtifact artifact : artifacts) {
            if (artifact.image().isPresent()) {
                artifact.image().get().checkDestinations(context);
            }
        }
        try (var output = OutputDirectory.open(directory)) {
            rootfs.run(steps(), output, context);
            List<Path> published = signatures.publish(names(), documents.names(), output);
            return new BuiltArtifacts(
                    published,
                    artifacts.stream()
                            .flatMap(artifact -> artifact.image().stream())
                            .map(image -> image.built(directory))
                            .findFirst());
        }
    }

    private List<String> names() {
        return files.of(outputs()).stream().map(Output::name).toList();
    }

    private void describe(Build build) throws IOException {
        for (NodeArtifact artifact : artifacts) {
            artifact.describe(build, files);
        }
        FileDigests digests = build.rootfs().digests();
        var described = new ArrayList<OutputFile>();
        for (String name : names()) {
            if (!documents.names().contains(name)) {
                described.add(OutputFile.of(build.output().unfinished(name), digests));
            }
        }
        List<MadeImage> images = artifacts.stream()
                .flatMap(artifact -> artifact.image().stream())
                .flatMap(image -> image.places().stream())
                .toList();
        List<PackageDescription> installer = artifacts.stream()
                .flatMap(artifact -> artifact.installerPackages().stream())
                .toList();
        described.addAll(documents.write(build, List.copyOf(described), images, installer));
        Manifest.of(selection.name(), config, build.context(), build.rootfs(), images, described)
                .write(build.output().unfinished(Manifest.FILE));
        signatures.write(build.output(), names(), digests);
    }

    @Override
    public void close() {
        documents.close();
        artifacts.forEach(NodeArtifact::close);
    }
}
