package org.kubeos.kbimg.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that chooses the format of a virtual machine's disk. */
final class DiskFormatOption {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "qcow2",
            converter = Converter.class,
            description = "Format of the disk: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private DiskFormat format = DiskFormat.QCOW2;

    DiskFormat value() {
        return format;
    }

    /** Names the formats as users write them; picocli's own message would list the constants, too. */
    static final class Converter implements ITypeConverter<DiskFormat> {
        @Override
        public DiskFormat convert(String word) {
            return Arrays.stream(DiskFormat.values())
                    .filter(format -> format.toString().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + word + "' is not one of "
                            + Arrays.stream(DiskFormat.values())
                                    .map(DiskFormat::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
