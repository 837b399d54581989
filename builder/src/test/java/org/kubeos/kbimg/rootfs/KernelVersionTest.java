package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.testkit.Tool;

/** The judge of versions is rpm. */
class KernelVersionTest {

    private static final List<String> VERSIONS = List.of(
            "0-rescue-4f4cdd0c7a4546d5a7b9a4fb9a2c0d13",
            "4.19.90-2112.8.0.0131.oe1.x86_64",
            "5.10.0-136.12.0.86.oe2203sp1.x86_64",
            "5.14.0-503.el9.x86_64",
            "5.14.0-503.el9.x86_64+rt",
            "6.1.0-9-cloud-amd64",
            "6.1.0-9-amd64",
            "6.1.0-10-cloud-amd64",
            "6.1.0-10-cloud-arm64",
            "6.6.0-8.oe2403.x86_64",
            "6.6.0-72.0.0.76.oe2403sp1.x86_64",
            "6.6.0-072.0.0.76.oe2403sp1.x86_64",
            "6.6.0~rc1-1.x86_64",
            "6.6.0^git1-1.x86_64",
            "6.6.0",
            "6.6",
            "6.6.a");

    @Test
    void ordersVersionsAsRpmDoes() {
        for (String one : VERSIONS) {
            var script = new StringBuilder();
            VERSIONS.forEach(other -> script.append("print(rpm.vercmp('")
                    .append(one)
                    .append("','")
                    .append(other)
                    .append("')..' ')"));
            List<String> judged = List.of(Tool.run("rpm", "--eval", "%{lua:" + script + "}")
                    .expectSuccess()
                    .text()
                    .strip()
                    .split("\\s+"));
            assertThat(VERSIONS)
                    .as(one)
                    .map(other -> String.valueOf(Integer.signum(KernelVersion.ORDER.compare(one, other))))
                    .isEqualTo(judged);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6.1.0-10-cloud-amd64, 6.1.0-10-cloud-amd64",
        "6.6.0-8.oe2403.x86_64 0-rescue-4f4cdd0c7a4546d5a7b9a4fb9a2c0d13, 6.6.0-8.oe2403.x86_64",
        "6.6.0-8.oe2403.x86_64 6.6.0-72.oe2403.x86_64, 6.6.0-72.oe2403.x86_64",
        "5.14.0-5.el9.x86_64 5.14.0-5.el9.x86_64+debug 5.14.0-6.el9.x86_64.debug, 5.14.0-5.el9.x86_64",
        "5.14.0-5.el9.x86_64+debug, 5.14.0-5.el9.x86_64+debug",
    })
    void takesTheNewestThatIsNeitherForRescueNorForDebugging(String versions, String newest) {
        assertThat(KernelVersion.newest(List.of(versions.split(" ")))).isEqualTo(newest);
    }

    @Test
    void needsOne() {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> KernelVersion.newest(List.of("0-rescue-4f4cdd0c7a4546d5a7b9a4fb9a2c0d13")))
                .withMessageStartingWith("The root file system has no kernel: /boot has no vmlinuz-VERSION.");
    }
}
