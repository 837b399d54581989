package org.kubeos.yamlschema.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Collects the problems of a config while it is read. */
public final class Problems {

    // A file with more problems is not a config.
    private static final int MAX_SHOWN = 200;

    private record Finding(Span span, String key, String message, Optional<String> expected, Optional<String> advice) {}

    private final List<Finding> findings = new ArrayList<>();
    private final List<Runnable> pending = new ArrayList<>();

    public Problems() {}

    /** @param key dotted path of the key; empty if the problem belongs to none */
    public void add(Span span, String key, String message) {
        add(span, key, message, Optional.empty(), Optional.empty());
    }

    /**
     * @param key dotted path of the key; empty if the problem belongs to none
     * @param expected the expected value
     * @param advice what to try
     */
    public void add(Span span, String key, String message, Optional<String> expected, Optional<String> advice) {
        findings.add(new Finding(span, key, message, expected, advice));
    }

    /**
     * Leaves a check for {@link #finish}, because it takes long.
     *
     * @param check adds what it finds
     */
    public void addLater(Runnable check) {
        pending.add(check);
    }

    /** Does the checks that were left for later, each once. */
    public void finish() {
        pending.forEach(Runnable::run);
        pending.clear();
    }

    /**
     * The same problems at other keys, without checks that are left for later.
     *
     * @param rename gives the key for a place and the key so far
     */
    public Problems withKeys(BiFunction<Span, String, String> rename) {
        var renamed = new Problems();
        findings.forEach(finding -> renamed.add(
                finding.span,
                rename.apply(finding.span, finding.key),
                finding.message,
                finding.expected,
                finding.advice));
        return renamed;
    }

    /** Whether there are so many that hints for further ones are useless. */
    public boolean areMany() {
        return findings.size() > 5 * MAX_SHOWN;
    }

    /** The number of problems so far. */
    public int count() {
        return findings.size();
    }

    /** The first {@value #MAX_SHOWN} problems by position, without {@code secrets}. */
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
