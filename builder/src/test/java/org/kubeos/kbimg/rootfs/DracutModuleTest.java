package org.kubeos.kbimg.rootfs;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;

class DracutModuleTest {

    @ParameterizedTest
    @ValueSource(strings = {"module-setup.sh", "kubeos-persist.sh"})
    void shellcheckFindsNothing(String script) throws URISyntaxException {
        var resource = DracutModuleTest.class.getResource("dracut/90kubeos-persist/" + script);
        Tool.run("shellcheck", Path.of(resource.toURI()).toString()).expectSuccess();
    }
}
