package org.kubeos.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the original's proxy sends, and what it gets back. */
class OriginalApiTest {

    private static final String DIGEST = "1327e27d600538354d93bd68cce86566dd089e240c126dc3019cafabdc65aa02";

    private static String prepare(String type, String image, String url, boolean flagSafe, String digest) {
        return "{\"method\":\"prepare_upgrade\",\"params\":[{\"version\":\"v2\",\"check_sum\":\"" + digest
                + "\",\"image_type\":\"" + type + "\",\"container_image\":\"" + image + "\",\"image_url\":\"" + url
                + "\",\"flag_safe\":" + flagSafe
                + ",\"mtls\":false,\"certs\":{\"ca_cert\":\"\",\"client_cert\":\"\",\"client_key\":\"\"}}],"
                + "\"id\":0,\"jsonrpc\":\"2.0\"}";
    }

    @Test
    void preparesAnImageOfARegistry() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThat(server.ask(prepare("containerd", "registry.example.org/kubeos:v2", "", false, DIGEST)))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"status\":\"UpgradeReady\"},\"id\":0}\n");
        }
        assertThat(node.calls)
                .singleElement()
                .asString()
                .contains("image=registry.example.org/kubeos:v2", "digest=Optional[sha256:" + DIGEST + "]")
                .contains("version=Optional[v2]", "insecure=false", "dryRun=false");
    }

    @Test
    void preparesAFileOfAServer() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThat(server.ask(prepare("disk", "", "http://192.0.2.1/update.img", true, DIGEST.toUpperCase())))
                    .contains("UpgradeReady");
        }
        assertThat(node.calls)
                .singleElement()
                .asString()
                .contains("image=http://192.0.2.1/update.img", "plainHttp=true", "sha256:" + DIGEST);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "disk, '', http://192.0.2.1/a, -1, refused, flag_safe",
                "disk, '', ftp://192.0.2.1/a, -32602, bad-params, https://",
                "tape, '', '', -1, failed, Invalid image type \\\"tape\\\"",
                "docker, '', '', -32602, bad-params, container_image",
                "docker, unsigned, '', -1, refused, No trusted key signed the image.",
                "docker, absent, '', -1, failed, Can't find the image.",
                "docker, fault, '', -32603, internal, journalctl",
            })
    void saysWhatIsWrong(String type, String image, String url, int code, String reason, String words)
            throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            assertThat(server.ask(prepare(type, image.replace("'", ""), url.replace("'", ""), false, DIGEST)))
                    .startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"")
                    .contains(words)
                    .endsWith("\"data\":{\"reason\":\"" + reason + "\"}},\"id\":0}\n");
        }
    }

    @Test
    void aDigestIsNeededForAFile() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            assertThat(server.ask(prepare("disk", "", "https://192.0.2.1/a", false, "")))
                    .contains("-32602", "check_sum");
            assertThat(server.ask(prepare("disk", "", "https://192.0.2.1/a", false, "abc")))
                    .contains("-32602", "64 hexadecimal digits");
        }
    }

    @Test
    void certificatesStayInTheirDirectory() throws Exception {
        String request = prepare("disk", "", "https://192.0.2.1/a", false, DIGEST);
        try (var server = new RunningServer(RecordingNode.quick())) {
            for (String name : new String[] {"../../etc/shadow", "/etc/shadow", "..", "a\\u0000b"}) {
                assertThat(server.ask(request.replace("\"ca_cert\":\"\"", "\"ca_cert\":\"" + name + "\"")))
                        .contains("-32602", "/etc/KubeOS/certs");
            }
            assertThat(server.ask(request.replace("\"ca_cert\":\"\"", "\"ca_cert\":\"ca.pem\"")))
                    .contains("UpgradeReady");
        }
    }

    @Test
    void repliesBeforeItReboots() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThat(server.ask("{\"method\":\"upgrade\",\"params\":[],\"id\":1,\"jsonrpc\":\"2.0\"}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"status\":\"Upgraded\"},\"id\":1}\n");
            node.rebooted.await();
            assertThat(server.ask("{\"method\":\"rollback\",\"params\":[],\"id\":1,\"jsonrpc\":\"2.0\"}"))
                    .contains("\"code\":-1,\"message\":\"os-agent is processing another request\"");
        }
        assertThat(node.calls).containsExactly("arm", "reboot");
    }

    @Test
    void rollsBack() throws Exception {
        var node = RecordingNode.quick();
        try (var server = new RunningServer(node)) {
            assertThat(server.ask("{\"method\":\"rollback\",\"params\":[],\"id\":\"x\",\"jsonrpc\":\"2.0\"}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"status\":\"Rollbacked\"},\"id\":\"x\"}\n");
            node.rebooted.await();
        }
        assertThat(node.calls).containsExactly("rollback", "reboot");
    }

    @Test
    void configures() throws Exception {
        var node = RecordingNode.quick();
        String configs = "[{\"model\":\"kernel.sysctl\",\"config_path\":\"\",\"contents\":"
                + "{\"a}\\\"b\":{\"value\":1.50,\"operation\":\"\"}}}]";
        try (var server = new RunningServer(node)) {
            assertThat(server.ask("{\"method\":\"configure\",\"params\":[{\"configs\":" + configs
                            + "}],\"id\":0,\"jsonrpc\":\"2.0\"}"))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"status\":\"Configured\"},\"id\":0}\n");
        }
        assertThat(node.calls).containsExactly("configure " + configs + " restart=false");
    }

    /** The second request comes while the first one is under way, from another connection. */
    @Test
    void oneAtATime() throws Exception {
        var node = new RecordingNode();
        try (var server = new RunningServer(node);
                var first = server.connect()) {
            RunningServer.send(first, prepare("docker", "a", "", false, DIGEST));
            node.preparing.await();
            for (String second : new String[] {
                prepare("docker", "b", "", false, DIGEST),
                "{\"method\":\"upgrade\",\"params\":[],\"id\":0,\"jsonrpc\":\"2.0\"}",
                "{\"method\":\"kubeos.confirm\",\"id\":0,\"jsonrpc\":\"2.0\"}"
            }) {
                assertThat(server.ask(second))
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-1,\"message\":\"os-agent is processing"
                                + " another request\",\"data\":{\"reason\":\"busy\"}},\"id\":0}\n");
            }
            node.mayEnd.countDown();
            assertThat(RunningServer.answer(first)).contains("UpgradeReady");
        }
        assertThat(node.calls).hasSize(1);
    }
}
