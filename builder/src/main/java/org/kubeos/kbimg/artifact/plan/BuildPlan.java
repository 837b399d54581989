package org.kubeos.kbimg.artifact.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.DataSize;

/**
 * What a build would do.
 *
 * @param steps in order, as sentences without an end
 * @param partitions of the disk; none if the artifact has none
 */
public record BuildPlan(List<String> steps, List<Partition> partitions, List<Output> outputs) {

    public BuildPlan {
        steps = List.copyOf(steps);
        partitions = List.copyOf(partitions);
        outputs = List.copyOf(outputs);
    }

    /** @param rootfs how the root file system comes about, which all {@code steps} are based on */
    public static BuildPlan of(
            List<String> rootfs, List<Step> steps, List<Partition> partitions, List<Output> outputs) {
        return new BuildPlan(
                Stream.concat(rootfs.stream(), steps.stream().map(Step::description))
                        .toList(),
                partitions,
                outputs);
    }

    /**
     * @param number from 1 on
     * @param fileSystem by the kernel's name for it
     * @param start from the beginning of the disk
     * @param mount where the running system sees it
     */
    public record Partition(
            int number, String label, String fileSystem, DataSize start, DataSize size, Optional<String> mount) {}

    /**
     * @param size as the output's user sees it; empty if the build alone can tell
     * @param meaning what it is
     */
    public record Output(String name, Optional<DataSize> size, String meaning) {

        /** An output whose size the build alone can tell. */
        public Output(String name, String meaning) {
            this(name, Optional.empty(), meaning);
        }
    }
}
