package org.kubeos.kbimg.config.upstream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ConfigFile;
import org.kubeos.kbimg.config.ConfigOutput;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problem;
import org.kubeos.yamlschema.yaml.YamlWriter;

/**
 * An upstream config converted to this project's format.
 *
 * @param text YAML, with comments for what needed a decision or could not be carried over
 * @param warnings what could not be carried over, by position
 */
public record Conversion(String text, List<Problem> warnings) {

    public Conversion {
        warnings = List.copyOf(warnings);
    }

    /**
     * Converts {@code old}. The files that it names need not exist.
     *
     * @param workingDirectory what relative paths in it start from
     * @param output the file that the result is for, since paths in it start from its directory; null for a file in the
     *     working directory
     * @throws ConfigException if the config is wrong, or asks for another system than this version makes
     * @throws UsageException if {@code old} can't be read or is no config of upstream's
     */
    public static Conversion of(Path old, Path workingDirectory, @Nullable Path output) {
        Translation translation = new UpstreamReader(workingDirectory)
                .translate(old, ConfigFile.read(old))
                .orElseThrow(() -> new UsageException(old + " is not a config of the original kbimg, neither its"
                        + " kbimg.toml nor its kbimg.yaml. Check it with: kbimg validate -f " + old));
        Path parent = output == null ? null : output.toAbsolutePath().getParent();
        var paths = new PathRebaser(workingDirectory, parent == null ? workingDirectory : parent);
        var yaml = new YamlWriter(
                translation.comments(), (key, value) -> translation.paths().contains(key) ? paths.apply(value) : value);
        String body = yaml.write((Mapping) translation.config().root());
        return new Conversion(head(old, translation) + body, translation.warnings());
    }

    /**
     * Writes the config to a new file that only its owner may read.
     *
     * @throws UsageException if the file exists
     */
    public void writeTo(Path file) throws IOException {
        ConfigOutput.write(file, text);
    }

    private static String head(Path old, Translation translation) {
        var head = new StringBuilder(
                "# Made by kbimg convert from " + YamlWriter.quote(String.valueOf(old.getFileName())) + ".\n");
        for (Problem warning : translation.warnings()) {
            head.append("# Line ").append(warning.line()).append(": ");
            head.append(warning.key()).append(warning.key().isEmpty() ? "" : ": ");
            head.append(warning.message()).append(".\n");
        }
        return head.append('\n').toString();
    }
}
