package org.kubeos.kbimg.artifact.sbom;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * A package URL in its canonical form, such as {@code pkg:deb/debian/dash@0.5.12-2?arch=amd64&distro=debian-12}.
 *
 * @param text the whole of it
 * @see <a href="https://github.com/package-url/purl-spec">the specification</a>
 */
record PackageUrl(String text) {

    /** What is never encoded: the unreserved characters of RFC 3986, and the colon. */
    private static final String PLAIN = "-._~:";

    /** @param version with epoch and revision */
    static PackageUrl ofDebian(Distribution distribution, String name, String version, String architecture) {
        return of("deb", distribution, name.toLowerCase(Locale.ROOT), version, Map.of("arch", architecture));
    }

    /**
     * @param epoch empty if the package has none
     * @param version with release
     */
    static PackageUrl ofRpm(Distribution distribution, String name, String epoch, String version, String architecture) {
        var qualifiers = new TreeMap<String, String>();
        qualifiers.put("arch", architecture);
        if (!epoch.isEmpty()) {
            qualifiers.put("epoch", epoch);
        }
        return of("rpm", distribution, name, version, qualifiers);
    }

    /** Of an archive, without the version of its distribution. */
    static PackageUrl of(PackageDescription archive, DistributionProfile profile) {
        var distribution = new Distribution(profile.id().toLowerCase(Locale.ROOT), Optional.empty());
        String version = archive.version();
        return switch (profile.packageManager()) {
            case APT -> ofDebian(distribution, archive.name(), version, archive.architecture());
            case DNF -> {
                int colon = version.indexOf(':');
                String epoch = colon < 0 || version.startsWith("0:") ? "" : version.substring(0, colon);
                yield ofRpm(distribution, archive.name(), epoch, version.substring(colon + 1), archive.architecture());
            }
        };
    }

    private static PackageUrl of(
            String type, Distribution distribution, String name, String version, Map<String, String> qualifiers) {
        SortedMap<String, String> sorted = new TreeMap<>(qualifiers);
        distribution.name().ifPresent(distro -> sorted.put("distro", distro));
        String query = sorted.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        String namespace = distribution.id().isEmpty() ? "" : encode(distribution.id()) + "/";
        return new PackageUrl("pkg:" + type + "/" + namespace + encode(name) + "@" + encode(version)
                + (query.isEmpty() ? "" : "?" + query));
    }

    private static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            }
        }
        return encoded.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
