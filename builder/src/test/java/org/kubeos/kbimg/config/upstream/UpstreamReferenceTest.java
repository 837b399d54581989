package org.kubeos.kbimg.config.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.Type;

/** Holds docs/upstream.md and its translation to the declared keys. */
class UpstreamReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {"upstream.md", "upstream.zh-CN.md"})
    void thePageHasEveryKey(String page) throws IOException {
        String text = Files.readString(Path.of("../docs").resolve(page));
        assertThat(Stream.concat(paths("", RustConfig.SCHEMA), paths("", GoConfig.SCHEMA)))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(text).contains("`" + path + "`"));
    }

    private static Stream<String> paths(String prefix, Type<?> type) {
        return switch (type) {
            case MappingType<?> section ->
                section.keys().stream().flatMap(key -> paths(prefix + "." + key.name(), key.type()));
            case ListType<?> list when list.element() instanceof MappingType<?> -> paths(prefix + "[]", list.element());
            default -> Stream.of(prefix.substring(1));
        };
    }
}
