package org.kubeos.yamlschema.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong while a config is read. */
public final class Problems {

    public Problems() {}

    // A file with more than this is something else than a config.
    private static final int MAX_SHOWN = 200;

    private record Finding(Span span, String key, String message, Optional<String> expected, Optional<String> advice) {}

    private final List<Finding> findings = new ArrayList<>();

    public void add(Span span, String key, String message) {
        add(span, key, message, Optional.empty(), Optional.empty());
    }

    public void add(Span span, String key, String message, Optional<String> expected, Optional<String> advice) {
        findings.add(new Finding(span, key, message, expected, advice));
    }

    /** Whether there are so many that nobody will read the next one's hints. */
    public boolean areMany() {
        return findings.size() > 5 * MAX_SHOWN;
    }

    public int count() {
        return findings.size();
    }

    /** What was found, the first {@value #MAX_SHOWN} by position, with {@code secrets} left out of the snippets. */
    public List<Problem> sorted(Secrets secrets) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::span, Span.ORDER))
                .limit(MAX_SHOWN)
                .map(finding -> new Problem(
                        finding.span.document().name(),
                        finding.span.line() + 1,
                        finding.span.column() + 1,
                        finding.key,
                        secrets.mask(finding.message),
                        finding.expected,
                        finding.advice,
                        Snippet.of(finding.span, secrets)))
                .toList();
    }
}
