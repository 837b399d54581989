package org.kubeos.kbimg.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.artifact.ArtifactKind;
import org.kubeos.kbimg.artifact.ArtifactSelection;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The choice of what is built: further artifacts beside the command's own one, and their outputs. */
final class ArtifactOptions {

    @Parameters(
            arity = "0..*",
            paramLabel = "ARTIFACT",
            converter = KindConverter.class,
            completionCandidates = Kinds.class,
            description = "Other artifacts to make of the same root file system: ${COMPLETION-CANDIDATES}.")
    private List<ArtifactKind> others = new ArrayList<>();

    @Option(
            names = "--only",
            paramLabel = "FILE",
            split = ",",
            description = "Make only this output file, such as system.qcow2, and the manifest. Can be repeated.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            completionCandidates = Formats.class,
            description = "Format of the disk of a vm-image: ${COMPLETION-CANDIDATES}. Default: qcow2")
    private @Nullable DiskFormat format;

    /** @param artifact the command's own */
    ArtifactSelection selection(ArtifactKind artifact) {
        List<ArtifactKind> kinds =
                Stream.concat(Stream.of(artifact), others.stream()).toList();
        return new ArtifactSelection(kinds, Optional.ofNullable(format), only);
    }

    /** Names of the artifacts that can be built together. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ArtifactKind.values())
                    .filter(kind -> kind != ArtifactKind.ADMIN_IMAGE)
                    .map(ArtifactKind::command)
                    .iterator();
        }
    }

    /** Takes artifacts by all their names. */
    static final class KindConverter implements ITypeConverter<ArtifactKind> {
        @Override
        public ArtifactKind convert(String word) {
            return ArtifactKind.named(word)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + word + "' is not one of " + String.join(", ", new Kinds())));
        }
    }

    /** Names of the formats, as users write them. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(DiskFormat.values()).map(DiskFormat::toString).iterator();
        }
    }

    /** Names the formats as users write them; picocli's own message would list the constants, too. */
    static final class FormatConverter implements ITypeConverter<DiskFormat> {
        @Override
        public DiskFormat convert(String word) {
            return Arrays.stream(DiskFormat.values())
                    .filter(format -> format.toString().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + word + "' is not one of " + String.join(", ", new Formats())));
        }
    }
}
