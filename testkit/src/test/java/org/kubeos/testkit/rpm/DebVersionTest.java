package org.kubeos.testkit.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.testkit.Tool;

class DebVersionTest {

    /** dpkg says which is newer, and rpm must say the same of the converted versions. */
    @ParameterizedTest
    @CsvSource({
        "2.36-9+deb12u14, 2.36-9+deb12u2",
        "1:1.2.13.dfsg-1, 1.9-1",
        "252.39-1~deb12u2, 252.39-1~deb12u1",
        "1.0-1, 1.0~rc1-1",
        "2:1.02.185-2, 1:9.9-9",
        "20221030-2-1, 20221030-1-9",
        "12.4+deb12u11, 12.4+deb12u9"
    })
    void rpmOrdersVersionsAsDpkgDoes(String newer, String older) {
        Tool.run("dpkg", "--compare-versions", newer, "gt", older).expectSuccess();
        String comparison = "%%{lua:print(rpm.vercmp('%s', '%s'))}"
                .formatted(DebVersion.ofPackage(newer), DebVersion.ofPackage(older));
        assertThat(Tool.run("rpm", "--eval", comparison).expectSuccess().text().strip())
                .isEqualTo("1");
    }
}
