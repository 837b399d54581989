package org.kubeos.yamlschema.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlWriterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a", "null", "~", "- a", "a: b", "a #b", "#", "'", "\"", "\\", "\\n", "a\nb",
                        "\u0000\u0007\u007f",
                "\u0085\u2028\uFEFF", "节点", "𝒳", "$6$a", "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a", "a\tb",
                        "---", "...",
                "./a b/c.repo", "=", "<<"
            })
    void otherReadersSeeTheSameText(String text) {
        var settings = LoadSettings.builder().build();
        Object read = new Load(settings).loadFromString("[" + YamlWriter.quote(text) + ", x]");
        List<?> items = (List<?>) read;
        assertThat(items.size()).isEqualTo(2);
        assertThat(items.getFirst()).isEqualTo(text);
    }
}
