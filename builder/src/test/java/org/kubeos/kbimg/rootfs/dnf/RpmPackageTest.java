package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class RpmPackageTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "bash-5.2.15-9.oe2403.x86_64, bash, 5.2.15-9.oe2403, x86_64",
        "java-21-openjdk-headless-1:21.0.2.13-1.fc40.x86_64, java-21-openjdk-headless, 1:21.0.2.13-1.fc40, x86_64",
        "tzdata-2024a-1.fc40.noarch, tzdata, 2024a-1.fc40, noarch",
    })
    void dnfNamesThePackages(String id, String name, String version, String architecture) {
        String line = id + "\tsha256\tab12\t1024\t4096\tvar/x.rpm\thttps://ops:secret@repo.example.org/x.rpm";
        assertThat(RpmPackage.ofLine(line).describe())
                .isEqualTo(new PackageDescription(
                        name,
                        version,
                        architecture,
                        new DataSize(1024),
                        Optional.of(new DataSize(4096)),
                        "https://repo.example.org/x.rpm",
                        "sha256:ab12"));
    }

    @Test
    void aLockedPackageIsTheOneThatWasChosen() {
        String line = "java-1:21.0.2-1.fc40.x86_64\tsha256\t" + "ab".repeat(32)
                + "\t1024\t4096\tfedora-12/packages/java.rpm\thttps://ops:secret@repo.example.org/j/java.rpm";
        RpmPackage chosen = RpmPackage.ofLine(line);
        assertThat(RpmPackage.ofLock(List.of(chosen.describe())))
                .singleElement()
                .isEqualTo(new RpmPackage(
                        chosen.id(),
                        "sha256",
                        chosen.digest(),
                        1024,
                        4096,
                        Path.of("java.rpm"),
                        "https://repo.example.org/j/java.rpm"));
        assertThat(chosen.file()).isEqualTo("java-21.0.2-1.fc40.x86_64.rpm");
    }

    @Test
    void aPackageOfADirectoryLiesOnThisMachine() {
        assertThat(RpmPackage.ofLock(
                        List.of(locked("bash", "5-1", "x86_64", DIGEST, "file:///srv/my%20rpms/bash.rpm"))))
                .singleElement()
                .satisfies(rpm -> {
                    assertThat(rpm.isOnThisMachine()).isTrue();
                    assertThat(rpm.place()).isEqualTo(Path.of("/srv/my rpms/bash.rpm"));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "--setopt=reposdir=/tmp, 5-1, x86_64, a package that no RPM repository can have",
        "../bash, 5-1, x86_64, a package that no RPM repository can have",
        "@core, 5-1, x86_64, a package that no RPM repository can have",
        "ba*, 5-1, x86_64, a package that no RPM repository can have",
        "bash, 5, x86_64, a package that no RPM repository can have",
        "bash, 5-1/../../x, x86_64, a package that no RPM repository can have",
        "bash, x:5-1, x86_64, a package that no RPM repository can have",
        "bash, 5-1, ../x86_64, a package that no RPM repository can have",
    })
    void noLockMakesNamesIntoSomethingElse(String name, String version, String architecture, String message) {
        refuse(locked(name, version, architecture, DIGEST, "https://repo.example.org/bash.rpm"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "sha256:../../../../etc/shadow",
                "sha256:AB",
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                ""
            })
    void onlyStrongDigestsCount(String digest) {
        refuse(
                locked("bash", "5-1", "x86_64", digest, "https://repo.example.org/bash.rpm"),
                "no usable digest of bash-5-1.x86_64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/bash.rpm",
                "scp://repo.example.org/bash.rpm",
                "file:///etc/shadow",
                "https://repo.example.org/a\tb.rpm",
                "https://repo.example.org/a\nb.rpm",
                "file:///srv/a%00.rpm",
                "https://repo.example.org/"
            })
    void urlsLeadToArchives(String url) {
        refuse(locked("bash", "5-1", "x86_64", DIGEST, url), "no usable URL of bash-5-1.x86_64");
    }

    @Test
    void noPackageIsLockedTwice() {
        var other = locked("bash", "1:5-1", "x86_64", DIGEST, "https://repo.example.org/other.rpm");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> RpmPackage.ofLock(
                        List.of(locked("bash", "5-1", "x86_64", DIGEST, "https://repo.example.org/bash.rpm"), other)))
                .withMessageContaining("names a package twice: bash-1:5-1.x86_64");
    }

    private static void refuse(PackageDescription locked, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> RpmPackage.ofLock(List.of(locked)))
                .withMessageContaining(message);
    }

    private static PackageDescription locked(
            String name, String version, String architecture, String digest, String url) {
        return new PackageDescription(name, version, architecture, new DataSize(1), Optional.empty(), url, digest);
    }
}
