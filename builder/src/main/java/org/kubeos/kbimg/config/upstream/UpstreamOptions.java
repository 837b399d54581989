package org.kubeos.kbimg.config.upstream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Span;

/**
 * The options of upstream's bash version, which stand for a config.
 *
 * @param repository {@code -p}
 * @param version {@code -v}
 * @param agent {@code -b}
 * @param password {@code -e}: the hash of root's password
 * @param image {@code -d}
 * @param legacyBios {@code -l}
 */
public record UpstreamOptions(
        Optional<String> repository,
        Optional<String> version,
        Optional<String> agent,
        Optional<String> password,
        Optional<String> image,
        boolean legacyBios) {

    /** Leaves the hash out: it must not reach logs. */
    @Override
    public String toString() {
        return "UpstreamOptions[repository=" + repository + ", version=" + version + "]";
    }

    /** The options as keys, each the option's letter. Their document is called as they are typed, without values. */
    Mapping tree(Path workingDirectory) {
        List<Entry> entries = new ArrayList<>();
        repository.ifPresent(value -> entries.add(entry("p", value, workingDirectory)));
        version.ifPresent(value -> entries.add(entry("v", value, workingDirectory)));
        agent.ifPresent(value -> entries.add(entry("b", value, workingDirectory)));
        password.ifPresent(value -> entries.add(entry("e", value, workingDirectory)));
        image.ifPresent(value -> entries.add(entry("d", value, workingDirectory)));
        if (legacyBios) {
            entries.add(entry("l", "legacy", workingDirectory));
        }
        String typed = entries.stream().map(entry -> "-" + entry.key().text()).collect(Collectors.joining(" "));
        return new Mapping(Span.ofOption(Document.ofOption(typed, typed, workingDirectory)), entries);
    }

    private static Entry entry(String letter, String value, Path workingDirectory) {
        Span span = Span.ofOption(Document.ofOption("-" + letter, value, workingDirectory));
        return new Entry(new Scalar(span, letter, false), new Scalar(span, value, false));
    }
}
