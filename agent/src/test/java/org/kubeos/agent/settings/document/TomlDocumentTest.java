package org.kubeos.agent.settings.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TomlDocumentTest {

    private static final String CRI = "plugins.\"io.containerd.grpc.v1.cri\"";

    private static final String CONTAINERD = """
            # By hand.
            version = 2 # since 1.3
            imports = [
              "/etc/a.toml", # one
              "/etc/b.toml",
            ]

            # CRI.
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "pause:1"

              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                runtime_type = "io.containerd.runc.v2"
                options = {SystemdCgroup = true, Root = ""} # inline

            # Debugging.
            [debug]
              level = 'info'
              log.format = "json"
              log.file = \"""
            x]
            # y \"""
            [[stream]]
              id = 1
            [[stream]]
              id = 2
            """;

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String set(String text, String key, String value) throws DocumentException {
        return TomlDocument.parse(text).with(KeyPath.parse(key), json(value)).text();
    }

    private static String delete(String text, String key) throws DocumentException {
        return TomlDocument.parse(text).without(KeyPath.parse(key)).text();
    }

    @Test
    void changesNothingButTheValue() throws DocumentException {
        assertThat(set(CONTAINERD, CRI + ".sandbox_image", "\"pause:2\""))
                .isEqualTo(CONTAINERD.replace("pause:1", "pause:2"));
        assertThat(set(CONTAINERD, "version", "3")).isEqualTo(CONTAINERD.replace("= 2 #", "= 3 #"));
        assertThat(set(CONTAINERD, CRI + ".containerd.runtimes.runc.options.SystemdCgroup", "false"))
                .isEqualTo(CONTAINERD.replace("SystemdCgroup = true", "SystemdCgroup = false"));
        assertThat(set(CONTAINERD, "debug.level", "\"debug\"")).isEqualTo(CONTAINERD.replace("'info'", "\"debug\""));
        assertThat(set(CONTAINERD, "debug.log.format", "\"text\""))
                .isEqualTo(CONTAINERD.replace("\"json\"", "\"text\""));
        assertThat(set(CONTAINERD, "version", "2")).isEqualTo(CONTAINERD);
    }

    @Test
    void replacesLists() throws DocumentException {
        assertThat(set(CONTAINERD, "imports", "[\"/etc/c.toml\"]"))
                .isEqualTo(
                        CONTAINERD.replace("[\n  \"/etc/a.toml\", # one\n  \"/etc/b.toml\",\n]", "[\"/etc/c.toml\"]"));
    }

    @Test
    void addsKeys() throws DocumentException {
        assertThat(set(CONTAINERD, CRI + ".enable_selinux", "true"))
                .isEqualTo(CONTAINERD.replace("pause:1\"\n", "pause:1\"\n  enable_selinux = true\n"));
        assertThat(set(CONTAINERD, CRI + ".containerd.runtimes.runc.options.NoPivot", "1.5"))
                .isEqualTo(CONTAINERD.replace("Root = \"\"}", "Root = \"\", NoPivot = 1.5}"));
        assertThat(set(CONTAINERD, "root", "\"/data\""))
                .isEqualTo(CONTAINERD.replace("]\n\n# CRI", "]\nroot = \"/data\"\n\n# CRI"));
        assertThat(set(CONTAINERD, "debug.log.level", "3"))
                .isEqualTo(CONTAINERD.replace("# y \"\"\"\n", "# y \"\"\"\n  log.level = 3\n"));
        assertThat(set(CONTAINERD, CRI + ".containerd.default_runtime_name", "\"runc\""))
                .isEqualTo(CONTAINERD
                        + "\n[plugins.\"io.containerd.grpc.v1.cri\".containerd]\n  default_runtime_name = \"runc\"\n");
        assertThat(set("# top\n\n# a\n[a]\n", "b", "[]")).isEqualTo("# top\n\nb = []\n# a\n[a]\n");
        assertThat(set("", "a.b", "{\"c d\": [1, 2.0]}")).isEqualTo("[a]\nb = {\"c d\" = [1, 2.0]}\n");
        assertThat(set("a = 1", "b", "\"\\\"\\u0001\"")).isEqualTo("a = 1\nb = \"\\\"\\u0001\"\n");
        assertThat(set("a = {}\n", "a.b", "1")).isEqualTo("a = {b = 1}\n");
    }

    @Test
    void deletesKeys() throws DocumentException {
        assertThat(delete(CONTAINERD, "version")).isEqualTo(CONTAINERD.replace("version = 2 # since 1.3\n", ""));
        assertThat(delete(CONTAINERD, CRI + ".containerd.runtimes.runc.options.SystemdCgroup"))
                .isEqualTo(CONTAINERD.replace("{SystemdCgroup = true, Root", "{Root"));
        assertThat(delete(CONTAINERD, CRI + ".containerd.runtimes.runc.options.Root"))
                .isEqualTo(CONTAINERD.replace(", Root = \"\"}", "}"));
        assertThat(delete(CONTAINERD, "debug.log"))
                .isEqualTo(CONTAINERD.replace("  log.format = \"json\"\n  log.file = \"\"\"\nx]\n# y \"\"\"\n", ""));
        assertThat(delete(CONTAINERD, "stream"))
                .isEqualTo(CONTAINERD.replace("[[stream]]\n  id = 1\n[[stream]]\n  id = 2\n", ""));
        assertThat(TomlDocument.parse(delete(CONTAINERD, CRI)).find(KeyPath.parse("plugins")))
                .isEmpty();
        assertThat(delete("a = {b.c = 1, b.d = 2, e = 3}", "a.b")).isEqualTo("a = {e = 3}");
        assertThat(delete("a = {e = 3, b.c = 1, b.d = 2}", "a.b")).isEqualTo("a = {e = 3}");
    }

    @Test
    void turnsATableIntoAnotherValue() throws DocumentException {
        assertThat(set("[a]\nb = 1\n[c]\n", "a", "7")).isEqualTo("a = 7\n[c]\n");
    }

    @Test
    void refusesElementsOfArraysOfTables() {
        assertThatThrownBy(() -> set(CONTAINERD, "stream.id", "7"))
                .hasMessage("[[stream]] is a list, whose elements can't be edited one by one");
        assertThatThrownBy(() -> set(CONTAINERD, "version.inner", "7")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> set(CONTAINERD, "version", "null"))
                .hasMessage("TOML has no null; delete the key instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a = ", "a = 1\na = 2\n", "[a]\n[a]\n", "a = \"x\n", "[[a]]\n[a]\n"})
    void refusesWhatIsNotToml(String text) {
        assertThatThrownBy(() -> TomlDocument.parse(text)).isInstanceOf(DocumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plugins.\"io.containerd.grpc.v1.cri\".sandbox_image | \"registry.example/pause:3\"",
                "plugins.\"io.containerd.grpc.v1.cri\".registry.config_path | \"/etc/containerd/certs.d\"",
                "plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc.options.SystemdCgroup | true",
                "plugins.\"io.containerd.grpc.v1.cri\".registry.mirrors.\"docker.io\".endpoint | [\"https://m.example\"]",
                "oom_score | -999",
                "plugins.\"io.containerd.new\".key | {\"a\": {\"b\": []}}",
            })
    void editsTheExamplesConfiguration(String key, String value) throws DocumentException, IOException {
        String text = Files.readString(Path.of("../examples/kubernetes/containerd.toml"));
        String edited = set(text, key, value);
        JsonNode read = PythonJudge.toml(edited);
        for (String part : KeyPath.parse(key).keys()) {
            read = read.path(part);
        }
        assertThat(read).isEqualTo(json(value));
        assertThat(edited.lines().filter(line -> line.contains("#")))
                .isEqualTo(text.lines().filter(line -> line.contains("#")).toList());
    }
}
