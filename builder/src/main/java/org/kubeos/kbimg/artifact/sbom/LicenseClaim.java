package org.kubeos.kbimg.artifact.sbom;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a package says about its licenses. Only names that certainly mean a license of SPDX's list become its identifiers.
 *
 * @param parts sorted by name; all of them apply
 * @param file of the image, where the licenses' texts are; empty if that isn't known
 */
record LicenseClaim(List<Part> parts, Optional<String> file) {

    LicenseClaim {
        parts = List.copyOf(parts);
    }

    /**
     * A license or an expression.
     *
     * @param name as the package has it
     * @param expression the same in SPDX's terms; empty if a name in it isn't certain
     */
    record Part(String name, Optional<String> expression) {

        /** The identifier in SPDX's list; empty if it is an expression, or not certain. */
        Optional<String> identifier() {
            return expression.filter(text -> text.indexOf(' ') < 0);
        }
    }

    /** Nothing is known. */
    static LicenseClaim unknown() {
        return new LicenseClaim(List.of(), Optional.empty());
    }

    /** The text is in {@code file}, in no form that a program can read. */
    static LicenseClaim in(String file) {
        return new LicenseClaim(List.of(), Optional.of(file));
    }

    /**
     * The licenses of a Debian package's parts, of which each may be an expression in Debian's words.
     *
     * @param names sorted
     */
    static LicenseClaim ofDebian(SortedSet<String> names, String file) {
        LicenseNames known = LicenseNames.debian();
        return new LicenseClaim(
                names.stream()
                        .map(name -> new Part(name, known.expression(name)))
                        .toList(),
                Optional.of(file));
    }

    /** The license tag of an RPM package: an expression. */
    static LicenseClaim ofRpm(String tag) {
        return tag.isEmpty()
                ? unknown()
                : new LicenseClaim(List.of(new Part(tag, LicenseNames.rpm().expression(tag))), Optional.empty());
    }

    /** All of it as an SPDX license expression; empty if a name isn't certain, or there is none. */
    Optional<String> expression() {
        if (parts.isEmpty() || parts.stream().anyMatch(part -> part.expression().isEmpty())) {
            return Optional.empty();
        }
        var distinct = new TreeSet<String>();
        parts.forEach(part -> distinct.add(part.expression().orElseThrow()));
        return Optional.of(
                distinct.size() == 1
                        ? distinct.first()
                        : distinct.stream()
                                .map(text -> text.contains(" OR ") ? "(" + text + ")" : text)
                                .collect(Collectors.joining(" AND ")));
    }
}
