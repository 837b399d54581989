package org.kubeos.kbimg.artifact.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.kubeos.kbimg.config.ImageConfig;

/**
 * What a build made, as {@code manifest.json} beside it. It says nothing that two builds of the same inputs would say
 * differently.
 *
 * @param kbimg version of the tool
 * @param artifact the artifact's name on the command line
 * @param created the time that the build's files carry, ISO 8601 in UTC
 * @param source the upgrade image that the root file system comes from; empty if from none
 * @param images where the image for containers went that was made
 * @param outputs every output but the manifest itself
 * @param packages what the root file system's package database says is installed, by name
 */
public record Manifest(
        String kbimg,
        String artifact,
        String version,
        String distribution,
        String architecture,
        String created,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SourceImage> source,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MadeImage> images,
        List<OutputFile> outputs,
        List<InstalledPackage> packages) {

    /** Its file name. */
    public static final String FILE = "manifest.json";

    public Manifest {
        source = List.copyOf(source);
        images = List.copyOf(images);
        outputs = List.copyOf(outputs);
        packages = List.copyOf(packages);
    }

    /**
     * @param size in bytes, as {@code ls} shows it
     * @param sha256 in lower-case hexadecimal digits
     */
    public record OutputFile(String name, long size, String sha256) {

        /** Describes a finished output. */
        public static OutputFile of(Path file, FileDigests digests) {
            String name = String.valueOf(file.getFileName());
            long size = file.toFile().length();
            return new OutputFile(name, size, HexFormat.of().formatHex(digests.of(file)));
        }
    }

    /**
     * @param name as the config has it, but for paths of this machine
     * @param digest what the name stood for
     */
    public record SourceImage(String name, String digest) {}

    /** @param name of a destination, without paths of this machine */
    public record MadeImage(String name, String digest) {}

    /** Describes a build: {@code images} are where the image for containers went, {@code outputs} the finished files. */
    public static Manifest of(
            String artifact,
            ImageConfig config,
            BuildContext context,
            RootfsArchive rootfs,
            List<MadeImage> images,
            List<OutputFile> outputs) {
        return new Manifest(
                context.tool().version(),
                artifact,
                config.version(),
                config.distribution(),
                config.architecture().key(),
                context.sourceDate().toString(),
                rootfs.origin().stream().toList(),
                images,
                outputs,
                InstalledPackage.of(rootfs.nodes()));
    }

    /** Writes it as JSON. */
    public void write(Path file) throws IOException {
        Files.writeString(file, JsonText.of(this));
    }
}
