package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AptSettingsTest {

    @Test
    void theHostTellsHowToReachRepositoriesAndNoMore() {
        String settings = AptSettings.of(List.of(
                "APT::Install-Recommends \"1\";",
                "Acquire::http::Proxy \"http://proxy:3128\";",
                "Acquire::Check-Valid-Until \"false\";",
                "Acquire::AllowInsecureRepositories \"1\";",
                "DPkg::Post-Invoke:: \"touch /surprise\";"));
        assertThat(settings)
                .startsWith("Acquire::http::Proxy \"http://proxy:3128\";\nAcquire::Check-Valid-Until \"false\";\n")
                .contains("Acquire::AllowInsecureRepositories \"false\";", "APT::Install-Recommends \"false\";")
                .doesNotContain("\"1\"", "Post-Invoke");
    }
}
