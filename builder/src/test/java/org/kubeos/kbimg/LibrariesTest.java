package org.kubeos.kbimg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The libraries serve other programs as well, so they don't name this one: its name is handed in. */
class LibrariesTest {

    @ParameterizedTest
    @ValueSource(strings = {"diskimage", "node-layout", "oci", "process", "yamlschema"})
    void applicationIsNotNamed(String module) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main"))) {
            sources = files.filter(Files::isRegularFile).toList();
        }

        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Files.readString(file).toLowerCase(Locale.ROOT))
                        .doesNotContain("kbimg"));
    }
}
