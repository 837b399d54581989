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
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentTest {

    private static final String KUBELET = """
            # By hand.
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            authentication:
              anonymous: {enabled: false}   # nobody
              webhook:
                enabled: true
            clusterDNS:   # two
            - 10.96.0.10
            - '10.96.0.11' # second

            evictionHard:
                memory.available: "100Mi"
                # disks
                nodefs.available: 10%
            maxPods: 110 # default
            note: |
              two
              lines

            empty:
            # the end
            """;

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String set(String text, String key, String value) throws DocumentException {
        return YamlDocument.parse(text).with(KeyPath.parse(key), json(value)).text();
    }

    private static String delete(String text, String key) throws DocumentException {
        return YamlDocument.parse(text).without(KeyPath.parse(key)).text();
    }

    @Test
    void changesNothingButTheValue() throws DocumentException {
        assertThat(set(KUBELET, "maxPods", "250"))
                .isEqualTo(KUBELET.replace("maxPods: 110 # default", "maxPods: 250 # default"));
        assertThat(set(KUBELET, "authentication.webhook.enabled", "false"))
                .isEqualTo(KUBELET.replace("    enabled: true", "    enabled: false"));
        assertThat(set(KUBELET, "authentication.anonymous.enabled", "true"))
                .isEqualTo(KUBELET.replace("{enabled: false}", "{enabled: true}"));
        assertThat(set(KUBELET, "evictionHard.\"memory.available\"", "\"1Gi\""))
                .isEqualTo(KUBELET.replace("\"100Mi\"", "\"1Gi\""));
    }

    @Test
    void leavesAFileAsItIsThatAlreadySaysSo() throws DocumentException {
        assertThat(set(KUBELET, "maxPods", "110")).isEqualTo(KUBELET);
        assertThat(set(KUBELET, "clusterDNS", "[\"10.96.0.10\", \"10.96.0.11\"]"))
                .isEqualTo(KUBELET);
        assertThat(delete(KUBELET, "maxPods.more")).isEqualTo(KUBELET);
    }

    @Test
    void replacesLists() throws DocumentException {
        assertThat(set(KUBELET, "clusterDNS", "[\"10.0.0.53\"]"))
                .isEqualTo(KUBELET.replace("- 10.96.0.10\n- '10.96.0.11' # second", "- \"10.0.0.53\" # second"));
        assertThat(set(KUBELET, "clusterDNS", "[]"))
                .isEqualTo(KUBELET.replace(":   # two\n- 10.96.0.10\n- '10.96.0.11' # second\n", ": []   # two\n"));
        assertThat(set("dns: [a, b] # two\n", "dns", "[\"c\"]")).isEqualTo("dns: [c] # two\n");
    }

    @Test
    void addsKeys() throws DocumentException {
        assertThat(set(KUBELET, "authentication.webhook.cacheTTL", "\"2m\""))
                .isEqualTo(KUBELET.replace("    enabled: true\n", "    enabled: true\n    cacheTTL: \"2m\"\n"));
        assertThat(set(KUBELET, "evictionHard.\"pid.available\"", "\"5%\""))
                .isEqualTo(KUBELET.replace("available: 10%\n", "available: 10%\n    pid.available: \"5%\"\n"));
        assertThat(set(KUBELET, "authentication.x509.clientCAFile", "\"/ca.crt\""))
                .isEqualTo(KUBELET.replace(
                        "    enabled: true\n", "    enabled: true\n  x509:\n    clientCAFile: /ca.crt\n"));
        assertThat(set(KUBELET, "authentication.anonymous.more", "1"))
                .isEqualTo(KUBELET.replace("{enabled: false}", "{enabled: false, more: 1}"));
        assertThat(set(KUBELET, "empty.inner", "1")).isEqualTo(KUBELET.replace("empty:\n", "empty:\n  inner: 1\n"));
        assertThat(set(KUBELET, "taints", "[{\"key\": \"a\", \"effects\": [\"x\", \"y\"]}, 7]"))
                .isEqualTo(KUBELET.replace(
                        "empty:\n", "empty:\ntaints:\n  - key: a\n    effects:\n      - x\n      - \"y\"\n  - 7\n"));
        assertThat(set("# only a comment", "a.b", "true")).isEqualTo("# only a comment\na:\n  b: true\n");
        assertThat(set("a: 1", "b", "2")).isEqualTo("a: 1\nb: 2\n");
        assertThat(set("{}", "b", "2")).isEqualTo("{b: 2}");
        assertThat(set("a: 1\r\nb: 2\r\n", "c", "3")).isEqualTo("a: 1\r\nb: 2\r\nc: 3\r\n");
    }

    @Test
    void deletesKeys() throws DocumentException {
        assertThat(delete(KUBELET, "maxPods")).isEqualTo(KUBELET.replace("maxPods: 110 # default\n", ""));
        assertThat(delete(KUBELET, "authentication.anonymous.enabled"))
                .isEqualTo(KUBELET.replace("{enabled: false}", "{}"));
        assertThat(delete(KUBELET, "authentication.webhook.enabled"))
                .isEqualTo(KUBELET.replace("  webhook:\n    enabled: true\n", "  webhook: {}\n"));
        assertThat(delete(KUBELET, "note")).isEqualTo(KUBELET.replace("note: |\n  two\n  lines\n", ""));
        assertThat(delete("{a: 1, b: 2, c: 3}", "b")).isEqualTo("{a: 1, c: 3}");
        assertThat(delete("{a: 1, b: 2}", "b")).isEqualTo("{a: 1}");
        assertThat(delete("a: 1\n", "a")).isEmpty();
    }

    @Test
    void writesAnObjectsDifference() throws DocumentException {
        assertThat(set(KUBELET, "evictionHard", "{\"memory.available\": \"100Mi\", \"imagefs.available\": \"15%\"}"))
                .isEqualTo(KUBELET.replace("    nodefs.available: 10%\n", "    imagefs.available: \"15%\"\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "null",
                "1.10",
                "0644",
                "12:30:00",
                "- x",
                "a: b",
                "# c",
                "",
                " x ",
                "'",
                "\"",
                "ä\u0085\n"
            })
    void writesTextThatNoReaderTakesForSomethingElse(String text) throws DocumentException {
        JsonNode value = new ObjectMapper().getNodeFactory().textNode(text);
        for (String document : new String[] {"a: 1\n", "a: 'x'\n", "a: \"x\"\n", "a: |\n  x\n", "b: 1\n"}) {
            String edited =
                    YamlDocument.parse(document).with(KeyPath.parse("a"), value).text();
            assertThat(PythonJudge.yaml(edited).get("a").textValue()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a: &x 1\nb: *x\n", "a: !!str 1\n", "--- {a: 1}\n--- {b: 1}\n", "- a\n", "a: 1\na: 2\n", "a: [\n"
            })
    void refusesWhatItCantEdit(String text) {
        assertThatThrownBy(() -> YamlDocument.parse(text)).isInstanceOf(DocumentException.class);
    }

    @Test
    void refusesKeysBelowSingleValues() {
        assertThatThrownBy(() -> set(KUBELET, "maxPods.inner", "1")).hasMessage("\"maxPods\" has no keys of its own");
        assertThatThrownBy(() -> set(KUBELET, "clusterDNS.inner", "1"))
                .hasMessage("\"clusterDNS\" has no keys of its own");
    }

    @Test
    void editsTheExamplesConfiguration() throws DocumentException, IOException {
        String text = Files.readString(Path.of("../examples/kubernetes/kubelet.yaml"));
        String edited = set(text, "evictionHard.\"memory.available\"", "\"200Mi\"");
        assertThat(edited).startsWith(text);
        assertThat(PythonJudge.yaml(edited).at("/evictionHard/memory.available").textValue())
                .isEqualTo("200Mi");
        assertThat(set(text, "resolvConf", "\"/etc/resolv.conf\""))
                .isEqualTo(text.replace("/run/systemd/resolve/resolv.conf #", "/etc/resolv.conf #"));
    }
}
