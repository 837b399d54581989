package org.kubeos.kbimg.config.upstream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.ConfigFile;
import org.kubeos.kbimg.config.ScalarTypes;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Span;

/** The file of package names that upstream's first two versions read: names between blanks and line ends. */
final class RpmListFile {

    static final String NAME = "rpmlist";

    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
    private static final Pattern WORD = Pattern.compile("\\S+");

    private RpmListFile() {}

    /** The list in {@code directory}, each name once; empty if there is none. */
    static Optional<Sequence> read(Path directory, Problems problems) {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var document = Document.ofFile(Path.of(NAME), ConfigFile.read(file), directory);
        String[] lines = LINE_BREAK.split(document.text(), -1);
        Set<String> seen = new LinkedHashSet<>();
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            int line = i;
            WORD.matcher(lines[i])
                    .results()
                    .filter(word -> seen.add(word.group()))
                    .forEach(word -> {
                        var span = new Span(document, line, word.start(), line, word.end());
                        items.add(new Scalar(span, word.group(), false));
                        if (!ScalarTypes.PACKAGE.pattern().matcher(word.group()).matches()) {
                            problems.add(
                                    span,
                                    "",
                                    "not a package name",
                                    Optional.of(ScalarTypes.PACKAGE.form()),
                                    Optional.empty());
                        }
                    });
        }
        return Optional.of(new Sequence(document.start(), items));
    }
}
