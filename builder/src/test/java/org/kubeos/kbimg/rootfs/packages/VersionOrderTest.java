package org.kubeos.kbimg.rootfs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.testkit.Tool;

/** The judges of versions are dpkg and rpm. */
class VersionOrderTest {

    private static final List<String> DEBIAN = List.of(
            "1.0",
            "1.0-0",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1~bpo12+1",
            "1.0-1.1",
            "1.0-10",
            "1.0~rc1-1",
            "1.0~~-1",
            "1.0+dfsg-1",
            "1.0.",
            "1.0a-1",
            "1.0-a-1",
            "01.00-01",
            "1:0.9-1",
            "0:1.0-1",
            "2:4.20-3",
            "9.1-1",
            "10.0.0-1",
            "5.2.15-2+b13",
            "12.4+deb12u15",
            "99999999999999999999999-1",
            "2.36-9+deb12u10");

    private static final List<String> RPM = List.of(
            "1.0-1",
            "1.0-1.fc42",
            "1.0-10.fc42",
            "1.0~rc1-1",
            "1.0^git1-1",
            "1.0^-1",
            "1.0.1-1",
            "1.0a-1",
            "01.00-01",
            "1:0.9-1",
            "0:1.0-1",
            "2:4.20-3.oe2403sp1",
            "10.0.0-1",
            "5.2.15-2.oe2403",
            "99999999999999999999999-1");

    @Test
    void ordersDebianVersionsAsDpkgDoes() {
        var script = new StringBuilder();
        for (String one : DEBIAN) {
            for (String other : DEBIAN) {
                script.append("dpkg --compare-versions '%s' lt '%s' && echo -1 || {".formatted(one, other));
                script.append(" dpkg --compare-versions '%s' eq '%s' && echo 0 || echo 1; }\n".formatted(one, other));
            }
        }
        assertThat(orders(DEBIAN, DebianVersion.ORDER))
                .isEqualTo(Tool.run(List.of("bash"), script.toString().getBytes(StandardCharsets.UTF_8))
                        .expectSuccess()
                        .lines());
    }

    @Test
    void ordersRpmVersionsAsRpmDoes() {
        var script = new StringBuilder();
        for (String one : RPM) {
            for (String other : RPM) {
                script.append("print(rpm.vercmp('%s','%s'))".formatted(one, other));
            }
        }
        assertThat(String.join("", orders(RPM, RpmVersion.ORDER)))
                .isEqualTo(Tool.run("rpm", "--eval", "%{lua:" + script + "}")
                        .expectSuccess()
                        .text()
                        .strip());
    }

    private static List<String> orders(List<String> versions, Comparator<String> order) {
        var signs = new ArrayList<String>();
        for (String one : versions) {
            for (String other : versions) {
                signs.add(String.valueOf(Integer.signum(order.compare(one, other))));
            }
        }
        return signs;
    }
}
