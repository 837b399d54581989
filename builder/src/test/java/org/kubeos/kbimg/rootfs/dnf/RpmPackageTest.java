package org.kubeos.kbimg.rootfs.dnf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class RpmPackageTest {

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
}
