package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import com.github.packageurl.PackageURLBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** Judged by the library of the specification's authors. */
class PackageUrlTest {

    private static final Distribution DEBIAN = new Distribution("debian", Optional.of("12"));
    private static final Distribution OPENEULER = new Distribution("openeuler", Optional.of("24.03"));

    @ParameterizedTest
    @CsvSource({
        "libstdc++6, 12.2.0-14+deb12u1, amd64",
        "util-linux, 2.38.1-5+deb12u3, amd64",
        "openssh-server, 1:9.2p1-2+deb12u7, all",
        "x, 1~rc1^git%20/&?#@=, amd64",
    })
    void packagesOfDebian(String name, String version, String architecture) throws MalformedPackageURLException {
        PackageURL expected = PackageURLBuilder.aPackageURL()
                .withType("deb")
                .withNamespace("debian")
                .withName(name)
                .withVersion(version)
                .withQualifier("arch", architecture)
                .withQualifier("distro", "debian-12")
                .build();
        String text = PackageUrl.ofDebian(DEBIAN, name, version, architecture).text();

        assertThat(text).isEqualTo(withPlainColons(expected));
        assertThat(new PackageURL(text).getVersion()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "debian, gawk, 1:5.2.1-2, pkg:deb/debian/gawk@1:5.2.1-2?arch=noarch",
        "openeuler, bash, 0:5.2.15-9.oe2403, pkg:rpm/openeuler/bash@5.2.15-9.oe2403?arch=noarch",
        "centos-stream, bash, 5.2.15-9.el9, pkg:rpm/centos/bash@5.2.15-9.el9?arch=noarch",
        "fedora, bind, 32:9.18-4.fc42, pkg:rpm/fedora/bind@9.18-4.fc42?arch=noarch&epoch=32",
    })
    void archivesOfADistribution(String profile, String name, String version, String expected)
            throws MalformedPackageURLException {
        var archive = new PackageDescription(
                name, version, "noarch", new DataSize(1), Optional.empty(), "file:/x", "sha256:" + "1".repeat(64));
        String text = PackageUrl.of(archive, DistributionProfile.of(profile)).text();

        assertThat(text).isEqualTo(expected);
        assertThat(withPlainColons(new PackageURL(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "bash, '', 5.2.15-9.oe2403, x86_64",
        "bind-libs, 32, 9.18.21-4.oe2403, x86_64",
        "Judy, 0, 1.0.5+1-1~2, noarch",
    })
    void packagesOfRpm(String name, String epoch, String version, String architecture)
            throws MalformedPackageURLException {
        PackageURLBuilder expected = PackageURLBuilder.aPackageURL()
                .withType("rpm")
                .withNamespace("openeuler")
                .withName(name)
                .withVersion(version)
                .withQualifier("arch", architecture)
                .withQualifier("distro", "openeuler-24.03");
        if (!epoch.isEmpty()) {
            expected = expected.withQualifier("epoch", epoch);
        }

        assertThat(PackageUrl.ofRpm(OPENEULER, name, epoch, version, architecture)
                        .text())
                .isEqualTo(withPlainColons(expected.build()));
    }

    /** The specification says by now that a colon is never encoded; the library still does it. */
    private static String withPlainColons(PackageURL url) {
        return url.canonicalize().replace("%3A", ":");
    }

    @Test
    void namesAreUtf8() {
        assertThat(PackageUrl.ofRpm(OPENEULER, "ä", "", "1", "noarch").text())
                .isEqualTo("pkg:rpm/openeuler/%C3%A4@1?arch=noarch&distro=openeuler-24.03");
    }

    @ParameterizedTest
    @CsvSource({"debian, '', pkg:deb/debian/x@1?arch=all", "'', 12, pkg:deb/x@1?arch=all"})
    void whatIsNotKnownIsLeftOut(String id, String version, String expected) {
        var distribution = new Distribution(id, Optional.of(version).filter(text -> !text.isEmpty()));
        assertThat(PackageUrl.ofDebian(distribution, "x", "1", "all").text()).isEqualTo(expected);
    }
}
