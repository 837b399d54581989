package org.kubeos.kbimg.rootfs.apt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** What packages take once they are installed, as apt's lists say. They are known by the SHA-256 of their archives. */
final class InstalledSizes {

    /** Debian Policy 5.6.20: an estimate in units of 1024 bytes. */
    private static final String SIZE = "Installed-Size: ";

    private static final String DIGEST = "SHA256: ";
    private static final String ALGORITHM = "sha256:";

    private final Map<String, Long> bytes = new HashMap<>();

    /** What the sizes of these packages are the answer to, for {@link ResolutionCache}; no package has the first name. */
    static List<String> question(List<DebPackage> packages) {
        return Stream.concat(Stream.of("Installed-Size"), packages.stream().map(DebPackage::sha256))
                .toList();
    }

    /** What {@code apt-cache show} is to describe, in its arguments' form. */
    static List<String> versions(List<DebPackage> packages) {
        return packages.stream()
                .map(DebPackage::describe)
                .map(deb -> deb.name() + ":" + deb.architecture() + "=" + deb.version())
                .toList();
    }

    /** Those of packages that {@code apt-cache show} has described; there may be others among them. */
    static InstalledSizes ofDescriptions(List<String> lines) {
        var sizes = new InstalledSizes();
        Optional<Long> size = Optional.empty();
        Optional<String> digest = Optional.empty();
        for (String line : lines) {
            if (line.isEmpty()) {
                sizes.add(digest, size);
                size = Optional.empty();
                digest = Optional.empty();
            } else if (line.startsWith(SIZE)) {
                size = number(line.substring(SIZE.length()));
            } else if (line.startsWith(DIGEST)) {
                digest = Optional.of(line.substring(DIGEST.length()).strip());
            }
        }
        sizes.add(digest, size);
        return sizes;
    }

    /** Those that {@link #toLines} has written down. */
    static InstalledSizes ofLines(List<String> lines) {
        var sizes = new InstalledSizes();
        for (String line : lines) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                sizes.add(Optional.of(line.substring(0, blank)), number(line.substring(blank + 1)));
            }
        }
        return sizes;
    }

    private static Optional<Long> number(String text) {
        return text.strip().matches("\\d{1,12}") ? Optional.of(Long.valueOf(text.strip())) : Optional.empty();
    }

    private void add(Optional<String> digest, Optional<Long> kibibytes) {
        if (digest.isPresent() && kibibytes.isPresent()) {
            bytes.put(digest.get(), kibibytes.get() << 10);
        }
    }

    /** Those of {@code packages} alone, a line each. */
    List<String> toLines(List<DebPackage> packages) {
        return packages.stream()
                .flatMap(deb ->
                        Optional.ofNullable(bytes.get(deb.sha256()))
                                .map(size -> deb.sha256() + " " + (size >> 10))
                                .stream())
                .toList();
    }

    /** The same description with the size, if that is known. */
    PackageDescription addTo(PackageDescription description) {
        return new PackageDescription(
                description.name(),
                description.version(),
                description.architecture(),
                description.size(),
                Optional.ofNullable(bytes.get(withoutAlgorithm(description.digest())))
                        .map(DataSize::new),
                description.url(),
                description.digest());
    }

    private static String withoutAlgorithm(String digest) {
        return digest.substring(ALGORITHM.length());
    }
}
