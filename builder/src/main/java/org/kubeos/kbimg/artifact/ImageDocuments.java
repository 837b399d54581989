package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.artifact.sbom.BillOfMaterials;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.process.BackgroundTask;

/** The outputs that tell programs what a node's image holds. An object is for one build. */
final class ImageDocuments implements AutoCloseable {

    private static final String CYCLONE_DX = "sbom.cdx.json";
    private static final String SPDX = "sbom.spdx.json";

    private final ImageConfig config;
    private final OutputFilter files;
    private Optional<BackgroundTask<BillOfMaterials>> bill = Optional.empty();

    /** @param files those that are wanted */
    ImageDocuments(ImageConfig config, OutputFilter files) {
        this.config = config;
        this.files = files;
    }

    List<Output> outputs() {
        return List.of(
                new Output(CYCLONE_DX, "packages, licenses, and added files, as CycloneDX"),
                new Output(SPDX, "the same as SPDX"));
    }

    /** The names of the outputs that are wanted. */
    List<String> names() {
        return files.of(outputs()).stream().map(Output::name).toList();
    }

    /** What comes before the artifacts' own steps. It goes on in the background while they are done. */
    List<Step> steps() {
        return names().isEmpty()
                ? List.of()
                : List.of(Step.repeatable(
                        "Taking stock", "Take stock of its packages, their licenses, and added files", this::start));
    }

    private void start(Build build) {
        close();
        bill = Optional.of(
                BackgroundTask.start("sbom", () -> BillOfMaterials.ofNode(build.rootfs(), config, build.context())));
    }

    /** Writes the documents. All other files are finished. */
    void write(Build build) throws IOException {
        if (bill.isEmpty()) {
            return;
        }
        OutputDirectory output = build.output();
        BillOfMaterials complete = bill.get().result().with(build.packages().known());
        if (files.wants(CYCLONE_DX)) {
            Files.writeString(output.unfinished(CYCLONE_DX), complete.cycloneDx());
        }
        if (files.wants(SPDX)) {
            Files.writeString(output.unfinished(SPDX), complete.spdx());
        }
    }

    @Override
    public void close() {
        bill.ifPresent(BackgroundTask::close);
    }
}
