package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.kbimg.artifact.DiskFormat;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.host.Progress;

/** What the commands ask of the rest of kbimg. Failures are {@link org.kubeos.kbimg.KbimgException}s. */
public interface Work {

    /** Names of the distribution profiles that there are. */
    List<String> distributions();

    /**
     * Builds a virtual machine disk and what comes with it.
     *
     * @param output directory for the results; made if it is missing
     * @return the files made, the disk first
     */
    List<Path> createVmImage(ImageConfig config, DiskFormat format, Path output, Progress progress) throws IOException;

    /** Starts a disk image in QEMU, on this terminal, until it is shut down. */
    void boot(Path image);

    ImageDescription inspect(Path image);

    /** What builds need of this machine, whether it is there or not. */
    List<HostNeed> checkHost();

    /** Installs packages of this machine's own distribution. */
    void installOnHost(List<String> packages, Progress progress);

    List<CachedBase> cachedBases();

    /** Removes every cached base that no build is using, and tells what that freed. */
    DataSize clearCache();

    /**
     * @param format of the file, such as {@code qcow2}
     * @param size that a machine sees
     * @param osRelease of the first root slot; empty if there is none
     */
    record ImageDescription(String format, DataSize size, List<Partition> partitions, Map<String, String> osRelease) {}

    /**
     * @param label of the partition
     * @param start bytes from the disk's start
     * @param fileSystem such as {@code ext4}; empty if none was recognised
     * @param fileSystemLabel empty if it has none
     * @param fileSystemId UUID or serial number; empty if it has none
     */
    record Partition(
            int number,
            String label,
            long start,
            DataSize size,
            Optional<String> fileSystem,
            Optional<String> fileSystemLabel,
            Optional<String> fileSystemId) {}

    /**
     * @param name of the program or ability, such as {@code mmdebstrap} or "subordinate ids"
     * @param purpose what kbimg does with it
     * @param remedy the package that brings it; empty if installing doesn't help
     * @param advice what to do where installing doesn't help; may be empty
     */
    record HostNeed(String name, String purpose, boolean present, Optional<String> remedy, String advice) {}

    /** @param key of everything that went into the base */
    record CachedBase(String key, String distribution, DataSize size, Instant lastUsed) {}
}
