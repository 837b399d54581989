package org.kubeos.kbimg.rootfs.packages;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kubeos.kbimg.UsageException;
import org.kubeos.yamlschema.Suggestions;

/** Error messages that all package managers share. */
public final class PackageMessages {

    /** Follows the package manager's own words about a server. */
    public static final String UNTRUSTED_SERVER =
            "\nIf it is the right server, name the certificate of the authority that vouches for it: with the key 'ca' of"
                    + " the repository in a list, or with sslcacert= in a .repo file.";

    private PackageMessages() {}

    /**
     * Makes sure that {@code names} are what the package manager takes for names, and not for options, files or globs.
     *
     * @param noun such as "an RPM package"
     * @throws UsageException if one is not
     */
    public static void requireNames(List<String> names, Pattern pattern, String noun) {
        for (String name : names) {
            if (!pattern.matcher(name).matches()) {
                throw new UsageException("packages: '" + name + "' is not the name of " + noun);
            }
        }
    }

    /**
     * Says that no repository has these packages.
     *
     * @param known the names that there are
     */
    public static String explainUnknown(List<String> unknown, List<String> known) {
        String names = unknown.stream()
                .map(name -> name
                        + Suggestions.to(name, known)
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        return "packages: the repositories have no " + names
                + "; check the spelling, or add the repository that has it to source.repository";
    }
}
