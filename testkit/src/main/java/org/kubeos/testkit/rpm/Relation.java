package org.kubeos.testkit.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.packager.rpm.deps.RpmDependencyFlags;

/**
 * A name that a package requires or provides, with a bound on its version if there is one.
 *
 * @param operator Debian's: {@code <<}, {@code <=}, {@code =}, {@code >=}, {@code >>}
 */
record Relation(String name, Optional<String> operator, String version) {

    /** Debian Policy 7.1. */
    private static final Pattern RELATION =
            Pattern.compile("([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?:\\s*\\((<<|<=|=|>=|>>)\\s*(\\S+)\\))?.*");

    static Relation to(String name) {
        return new Relation(name, Optional.empty(), "");
    }

    /** Reads a field: relations between commas, each perhaps a choice between bars. */
    static List<List<Relation>> parse(String field) {
        var relations = new ArrayList<List<Relation>>();
        for (String choice : field.split(",")) {
            if (!choice.isBlank()) {
                relations.add(List.of(choice.split("\\|")).stream()
                        .map(Relation::parseOne)
                        .toList());
            }
        }
        return relations;
    }

    private static Relation parseOne(String text) {
        Matcher matcher = RELATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no relation between packages: " + text);
        }
        return new Relation(
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)),
                Optional.ofNullable(matcher.group(3))
                        .map(version -> DebVersion.parse(version).toString())
                        .orElse(""));
    }

    RpmDependencyFlags[] flags() {
        return switch (operator.orElse("")) {
            case "<<" -> new RpmDependencyFlags[] {RpmDependencyFlags.LESS};
            case "<=" -> new RpmDependencyFlags[] {RpmDependencyFlags.LESS, RpmDependencyFlags.EQUAL};
            case "=" -> new RpmDependencyFlags[] {RpmDependencyFlags.EQUAL};
            // To rpm a bound without a release is met by every release: nothing would be greater than it.
            case ">=", ">>" -> new RpmDependencyFlags[] {RpmDependencyFlags.GREATER, RpmDependencyFlags.EQUAL};
            default -> new RpmDependencyFlags[0];
        };
    }
}
