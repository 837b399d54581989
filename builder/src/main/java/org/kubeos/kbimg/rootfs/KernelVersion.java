package org.kubeos.kbimg.rootfs;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.rootfs.packages.RpmVersion;

/** Versions of kernels, such as {@code 6.6.0-72.0.0.76.oe2403sp1.x86_64}, and the choice of the one to boot. */
final class KernelVersion {

    /** What kernel-install(8) copies for emergencies, under the machine's ID; dracut names it so. */
    private static final Pattern RESCUE = Pattern.compile("0-rescue(?:-.*)?");

    private static final Pattern DEBUG = Pattern.compile(".*[-+._]debug(?:[-+._].*)?");

    /** The older first, by rpm's rules: versions, and if these are equal, releases, which follow the last hyphen. */
    static final Comparator<String> ORDER = Comparator.comparing(KernelVersion::version, RpmVersion.PART_ORDER)
            .thenComparing(KernelVersion::release, RpmVersion.PART_ORDER);

    private KernelVersion() {}

    /**
     * The newest kernel that isn't for rescue or, unless there are no others, for debugging.
     *
     * @throws BuildException if there is none
     */
    static String newest(List<String> versions) {
        List<String> normal = versions.stream()
                .filter(version -> !RESCUE.matcher(version).matches())
                .toList();
        return normal.stream()
                .filter(version -> !DEBUG.matcher(version).matches())
                .max(ORDER)
                .or(() -> normal.stream().max(ORDER))
                .orElseThrow(
                        () -> new BuildException("The root file system has no kernel: /boot has no vmlinuz-VERSION."
                                + " The profile's kernel package should have brought one; check the repositories."));
    }

    private static String version(String text) {
        int hyphen = text.lastIndexOf('-');
        return hyphen < 0 ? text : text.substring(0, hyphen);
    }

    private static String release(String text) {
        return text.substring(version(text).length());
    }
}
