package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceWarningsTest {

    private static final String HEAD = "version: v1\ndistribution: debian\nsource: {repository: host}\nservices:\n";

    @TempDir
    private Path directory;

    @Test
    void aSecondServiceOfAKindIsAWarningWhereItStands() throws IOException {
        assertThat(warnings("  enable:\n  - chronyd\n  - sshd\n  - systemd-timesyncd.service\n"))
                .containsExactly(
                        "kbimg.yaml:8:5: services.enable: systemd-timesyncd.service is a second time service beside"
                                + " chronyd.service, and they get into each other's way; enable one of the two");
        assertThat(warnings("  enable: [NetworkManager, systemd-networkd, chrony, ntpsec]\n"))
                .hasSize(2)
                .anyMatch(warning -> warning.contains("a second network manager beside NetworkManager.service"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  enable: [NetworkManager, chronyd, systemd-resolved]\n",
                "  enable: [chronyd, chrony]\n",
                "  {enable: [chronyd], disable: [systemd-timesyncd], mask: [systemd-networkd]}\n",
            })
    void oneOfEachKindIsNone(String services) throws IOException {
        assertThat(warnings(services)).isEmpty();
    }

    private List<String> warnings(String services) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), HEAD + services);
        return new ConfigReader(List.of("debian"))
                .load(file, Files.readString(file), List.of()).warnings().stream()
                        .map(warning -> warning.brief().replace(directory + "/", ""))
                        .filter(warning -> warning.contains("services"))
                        .toList();
    }
}
