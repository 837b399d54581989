package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.artifact.sbom.BillOfMaterials;
import org.kubeos.kbimg.artifact.sbom.Provenance;
import org.kubeos.kbimg.artifact.sbom.Provenance.Material;
import org.kubeos.kbimg.artifact.sbom.Statement.Subject;
import org.kubeos.kbimg.config.Agent;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.AgentRuntime;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.nodelayout.AgentFiles;
import org.kubeos.oci.Image;
import org.kubeos.oci.signature.Attestation;
import org.kubeos.process.BackgroundTask;

/** The outputs that tell programs what an image holds, and how it was made. An object is for one build. */
final class ImageDocuments implements AutoCloseable {

    private static final String CYCLONE_DX = "sbom.cdx.json";
    private static final String SPDX = "sbom.spdx.json";
    private static final String PROVENANCE = "provenance.json";

    private final ImageConfig config;
    private final ArtifactSelection selection;
    private final OutputFilter files;
    private final CarryingImage image;
    private final Contents contents;
    private Optional<BackgroundTask<Stock>> stock = Optional.empty();

    /** Reads what there is to describe. */
    @FunctionalInterface
    interface Contents {

        /** The bill of materials, without the archives of packages. */
        BillOfMaterials bill(Build build) throws IOException;
    }

    /**
     * The container image that carries statements about itself, if it is built.
     *
     * @param destinations where it goes
     * @param title its name if it goes to no registry
     */
    private record CarryingImage(ArtifactKind kind, ImageDestinations destinations, String title) {

        /** The image is the same whatever is built together with it, and so is what it says of itself. */
        ArtifactSelection selection() {
            return ArtifactSelection.of(kind);
        }

        /** The repository that it goes to first. */
        String name() {
            return destinations.push().stream()
                    .findFirst()
                    .map(reference -> reference.withoutTag().toString())
                    .orElse(title);
        }
    }

    /**
     * What is known of the image before the repositories have answered.
     *
     * @param sources what the root file system was made of besides packages
     */
    private record Stock(BillOfMaterials bill, List<Material> sources) {

        Stock {
            sources = List.copyOf(sources);
        }
    }

    private ImageDocuments(
            ImageConfig config,
            ArtifactSelection selection,
            OutputFilter files,
            CarryingImage image,
            Contents contents) {
        this.config = config;
        this.selection = selection;
        this.files = files;
        this.image = image;
        this.contents = contents;
    }

    /**
     * Those of a node's root file system.
     *
     * @param files the outputs that are wanted
     */
    static ImageDocuments ofNode(ImageConfig config, ArtifactSelection selection, OutputFilter files) {
        return new ImageDocuments(
                config,
                selection,
                files,
                new CarryingImage(ArtifactKind.UPGRADE_IMAGE, config.images().upgrade(), UpgradeImage.TITLE),
                build -> BillOfMaterials.ofNode(build.rootfs(), config, build.context()));
    }

    /** Those of the administrator's container. */
    static ImageDocuments ofAdminImage(ImageConfig config, Contents contents) {
        return new ImageDocuments(
                config,
                ArtifactSelection.of(ArtifactKind.ADMIN_IMAGE),
                OutputFilter.ALL,
                new CarryingImage(
                        ArtifactKind.ADMIN_IMAGE, config.images().admin().destinations(), AdminImage.TITLE),
                contents);
    }

    List<Output> outputs() {
        return List.of(
                new Output(CYCLONE_DX, "packages, licenses, and added files, as CycloneDX"),
                new Output(SPDX, "the same as SPDX"),
                new Output(PROVENANCE, "how it was built, as SLSA provenance"));
    }

    /** The names of the outputs that are wanted. */
    List<String> names() {
        return files.of(outputs()).stream().map(Output::name).toList();
    }

    /** What comes before the artifacts' own steps. It goes on in the background while they are done. */
    List<Step> steps() {
        return names().isEmpty() && !selection.kinds().contains(image.kind())
                ? List.of()
                : List.of(Step.repeatable(
                        "Taking stock", "Take stock of its packages, their licenses, and added files", this::start));
    }

    private void start(Build build) {
        close();
        stock = Optional.of(BackgroundTask.start("sbom", () -> take(build)));
    }

    private Stock take(Build build) throws IOException {
        BillOfMaterials bill = contents.bill(build);
        var sources = new ArrayList<Material>();
        build.rootfs()
                .origin()
                .ifPresent(image ->
                        sources.add(Material.of(image.name(), Optional.empty(), Optional.empty(), image.digest())));
        if (config.source() instanceof Source.Archive(var archive)) {
            String digest = HexFormat.of().formatHex(new FileDigests().of(archive));
            String name = String.valueOf(archive.getFileName());
            sources.add(Material.of(name, Optional.empty(), Optional.empty(), "sha256:" + digest));
        }
        agent(build).ifPresent(sources::add);
        return new Stock(bill, sources);
    }

    /** What came with kbimg itself. */
    private Optional<Material> agent(Build build) throws IOException {
        boolean installed = config.agent().equals(Agent.KUBEOS)
                && build.rootfs().nodes().stream().anyMatch(node -> node.path().equals(AgentFiles.RUNTIME));
        if (!installed) {
            return Optional.empty();
        }
        Path archive = AgentRuntime.file();
        return Optional.of(Material.of(
                String.valueOf(archive.getFileName()),
                Optional.empty(),
                Optional.empty(),
                "sha256:" + HexFormat.of().formatHex(new FileDigests().of(archive))));
    }

    /** Waits for the repositories' answer, if it isn't there yet. */
    private Stock complete(Build build) throws IOException {
        BackgroundTask<Stock> begun =
                stock.orElseThrow(() -> new IllegalStateException("the step that takes stock comes first"));
        Stock taken = begun.result();
        var sources = new ArrayList<>(taken.sources());
        lock(build.context()).ifPresent(sources::add);
        return new Stock(taken.bill().with(build.packages().known()), sources);
    }

    private static Optional<Material> lock(BuildContext context) {
        return context.lock()
                .map(lock -> Material.of(
                        String.valueOf(lock.file().getFileName()),
                        Optional.empty(),
                        Optional.empty(),
                        "sha256:" + lock.digest()));
    }

    /**
     * Writes the documents. All other outputs are finished.
     *
     * @param outputs the other ones
     * @param images where the image for containers went
     * @param installer the archives that the installer among the outputs is made of
     * @return descriptions of the documents
     */
    List<OutputFile> write(
            Build build, List<OutputFile> outputs, List<MadeImage> images, List<PackageDescription> installer)
            throws IOException {
        var written = new ArrayList<OutputFile>();
        if (names().isEmpty()) {
            return written;
        }
        Stock complete = complete(build);
        if (files.wants(CYCLONE_DX)) {
            written.add(write(CYCLONE_DX, complete.bill().cycloneDx(), build));
        }
        if (files.wants(SPDX)) {
            written.add(write(SPDX, complete.bill().spdx(), build));
        }
        if (files.wants(PROVENANCE)) {
            List<Subject> subjects = subjects(build, List.of(outputs, List.copyOf(written)), images);
            written.add(write(
                    PROVENANCE,
                    provenance(selection, complete, materials(installer), build.context())
                            .statement(subjects)
                            .text(),
                    build));
        }
        return written;
    }

    private static OutputFile write(String name, String text, Build build) throws IOException {
        OutputDirectory output = build.output();
        Files.writeString(output.unfinished(name), text);
        return OutputFile.of(output.unfinished(name), build.rootfs().digests());
    }

    /** If nothing but the provenance is kept, it is that of the root file system. */
    private static List<Subject> subjects(Build build, List<List<OutputFile>> outputs, List<MadeImage> images) {
        var subjects = new ArrayList<Subject>();
        outputs.forEach(part -> part.forEach(file -> subjects.add(new Subject(file.name(), file.sha256()))));
        images.forEach(
                image -> subjects.add(new Subject(image.name(), image.digest().replaceFirst("^sha256:", ""))));
        if (subjects.isEmpty()) {
            OutputFile rootfs =
                    OutputFile.of(build.rootfs().file(), build.rootfs().digests());
            subjects.add(new Subject(rootfs.name(), rootfs.sha256()));
        }
        return subjects;
    }

    private List<Material> materials(List<PackageDescription> installer) {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        return installer.stream()
                .map(archive -> Material.of(archive, profile).in("installer"))
                .toList();
    }

    /** @param others what went only into these artifacts, not into the root file system */
    private Provenance provenance(
            ArtifactSelection artifacts, Stock complete, List<Material> others, BuildContext context) {
        var request = new Provenance.Request(
                artifacts.kinds().stream().map(ArtifactKind::command).toList(),
                artifacts.format().map(DiskFormat::toString),
                artifacts.only(),
                context.given());
        Map<String, String> internal = Map.of(
                "profile", config.distribution(),
                "architecture", config.architecture().key(),
                "SOURCE_DATE_EPOCH", Long.toString(context.sourceDate().getEpochSecond()));
        var materials = new ArrayList<>(complete.sources());
        materials.addAll(complete.bill().archives());
        materials.addAll(others);
        return new Provenance(request, internal, materials, context.tool().version());
    }

    /**
     * The statements about an image for containers: both bills of materials, and the provenance. The step that takes stock has
     * been done.
     *
     * @throws org.kubeos.kbimg.KbimgException if the repositories can't be asked
     */
    List<Attestation> attestations(Image made, Build build) throws IOException {
        Stock complete = complete(build);
        List<Subject> subjects = List.of(new Subject(image.name(), made.digest().hex()));
        return Stream.of(
                        complete.bill().cycloneDxStatement(subjects),
                        complete.bill().spdxStatement(subjects),
                        provenance(image.selection(), complete, List.of(), build.context())
                                .statement(subjects))
                .map(statement -> Attestation.parse(statement.text().getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public void close() {
        stock.ifPresent(BackgroundTask::close);
    }
}
