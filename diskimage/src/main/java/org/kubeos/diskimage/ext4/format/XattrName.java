package org.kubeos.diskimage.ext4.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The name of an extended attribute as ext4 keeps it: a number for its beginning, and the rest ("Attribute Name
 * Indices"). Their order is the one in which the kernel searches an attribute block.
 *
 * @param index number of the beginning
 * @param rest the bytes after it, not copied; empty for an access control list
 */
public record XattrName(int index, byte[] rest) implements Comparable<XattrName> {

    /** The index of {@code system.posix_acl_access}. */
    public static final int ACL_ACCESS = 2;

    /** The index of {@code system.posix_acl_default}. */
    public static final int ACL_DEFAULT = 3;

    private static final Map<Integer, String> PREFIXES = new TreeMap<>(Map.of(
            1,
            "user.",
            ACL_ACCESS,
            "system.posix_acl_access",
            ACL_DEFAULT,
            "system.posix_acl_default",
            4,
            "trusted.",
            6,
            "security.",
            7,
            "system."));

    private static final Comparator<XattrName> ORDER = Comparator.comparingInt(XattrName::index)
            .thenComparingInt(name -> name.rest.length)
            .thenComparing(XattrName::rest, Arrays::compareUnsigned);

    /** The form on disk of a full name such as {@code security.capability}; empty if ext4 has none for it. */
    public static Optional<XattrName> of(String name) {
        for (var prefix : PREFIXES.entrySet()) {
            boolean whole = !prefix.getValue().endsWith(".");
            if (whole ? name.equals(prefix.getValue()) : name.startsWith(prefix.getValue())) {
                byte[] rest = name.substring(prefix.getValue().length()).getBytes(StandardCharsets.UTF_8);
                return whole || rest.length > 0 && rest.length < 256
                        ? Optional.of(new XattrName(prefix.getKey(), rest))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The full name; empty if the number stands for nothing that is known. */
    public Optional<String> fullName() {
        return Optional.ofNullable(PREFIXES.get(index))
                .map(prefix -> prefix + new String(rest, StandardCharsets.UTF_8));
    }

    /** Whether the value is an access control list, which {@link PosixAcl} converts. */
    public boolean isAcl() {
        return index == ACL_ACCESS || index == ACL_DEFAULT;
    }

    @Override
    public int compareTo(XattrName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof XattrName name && compareTo(name) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * index + Arrays.hashCode(rest);
    }
}
