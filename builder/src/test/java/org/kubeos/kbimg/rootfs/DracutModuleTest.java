package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.testkit.Tool;

class DracutModuleTest {

    @ParameterizedTest
    @MethodSource
    void shellcheckFindsNothing(Path script) {
        Tool.run("shellcheck", script.toString()).expectSuccess();
    }

    static List<Path> shellcheckFindsNothing() throws IOException, URISyntaxException {
        Path modules = Path.of(DracutModuleTest.class.getResource("dracut").toURI());
        try (Stream<Path> files = Files.walk(modules)) {
            return files.filter(file -> file.toString().endsWith(".sh"))
                    .sorted()
                    .toList();
        }
    }
}
