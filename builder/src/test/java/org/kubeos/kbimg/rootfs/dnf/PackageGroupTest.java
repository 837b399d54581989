package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.distro.DistributionProfile;

/** Which packages are checked together. */
class PackageGroupTest {

    private static final DnfRepository OS = new DnfRepository("os", Map.of("baseurl", "https://repo.example.org/os/"));
    private static final DnfRepository FIRST =
            new DnfRepository("first", Map.of("metalink", "https://mirrors.example.org/first"));
    private static final DnfRepository SECOND =
            new DnfRepository("second", Map.of("mirrorlist", "https://mirrors.example.org/second"));

    private final DistributionProfile profile = DistributionProfile.of("openeuler");

    @Test
    void aGroupHasTheRepositoriesThatItsPackagesMayBeOf() {
        RpmPackage curl = rpm("curl", "https://mirror.example.com/first/curl.rpm");
        RpmPackage bash = rpm("bash", "https://repo.example.org/os/bash.rpm");
        RpmPackage dash = rpm("dash", "https://repo.example.org/os/dash.rpm");
        assertThat(groups(List.of(curl, bash, dash), FIRST, OS, SECOND))
                .extracting(PackageGroup::name, PackageGroup::repositories, PackageGroup::packages)
                .containsExactly(
                        tuple("archives-0", List.of(OS), List.of(bash, dash)),
                        tuple("archives-1", List.of(FIRST, SECOND), List.of(curl)));
    }

    @Test
    void whatLiesOutOfAllRepositoriesMayBeOfAny() {
        RpmPackage bash = rpm("bash", "https://elsewhere.example.org/bash.rpm");
        assertThat(groups(List.of(bash), OS))
                .extracting(PackageGroup::repositories)
                .containsExactly(List.of(OS));
    }

    private List<PackageGroup> groups(List<RpmPackage> packages, DnfRepository... repositories) {
        return PackageGroup.of(
                packages,
                new DnfSetup(
                        new DnfSources(List.of(repositories), List.of()), profile, profile.on(Architecture.host())));
    }

    private static RpmPackage rpm(String name, String url) {
        return new RpmPackage(name + "-1-1.noarch", "sha256", "ab".repeat(32), 1, 1, Path.of(name + ".rpm"), url);
    }
}
