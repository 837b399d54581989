package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;

/** What a request may not ask for, and that nothing at all is changed then. */
class SettingsRefusalTest {

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void createNode() throws IOException {
        node = TestNode.in(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kernel.sysctl | {\"no.such\": {\"value\": 1}} | the kernel has no such parameter",
                "kernel.sysctl | {\"net/../../etc\": {\"value\": 1}} | not the name of a kernel parameter",
                "kernel.sysctl | {\"net.ipv4.ip_forward\": {\"value\": true}} | the value must be a text or a number",
                "kernel.sysctl | {\"net.ipv4.ip_forward\": {\"value\": \"1\\n2\"}} | one line of printable characters",
                "kernel.sysctl.persist | {\"a.b\": {\"value\": \"1\\nc.d = 2\"}} | one line of printable characters",
                "kernel.unknown | {\"a\": {\"value\": 1}} | Unknown model \"kernel.unknown\"",
                "kernel.sysctl | {\"a\": {\"value\": 1, \"operation\": \"drop\"}} | expected add, update, or delete",
                "kernel.sysctl | {\"a\": {\"valeu\": 1}} | unknown key \"valeu\"",
                "grub.cmdline.next | {\"root\": {\"value\": \"/dev/sda\"}} | the boot menu gives this argument",
                "grub.cmdline.next | {\"init\": {\"value\": \"/bin/sh\"}} | the boot menu gives this argument",
                "grub.cmdline.next | {\"kubeos.trial\": {}} | the boot menu gives this argument",
                "grub.cmdline.next | {\"a\": {\"value\": \"$(x)\"}} | the value may have",
                "grub.cmdline.next | {\"a\": {\"value\": \"x;reboot\"}} | the value may have",
                "grub.cmdline.next | {\"a}\": {\"value\": \"x\"}} | expected the name of a kernel argument",
                "grub.cmdline.next | {\"a b\": {\"value\": \"x\"}} | expected the name of a kernel argument",
                "kubernetes.kubelet | {\"maxPods\": {\"value\": 1}, \"clusterDNS.x\": {\"value\": 1}} | has no keys of its own",
                "kubernetes.kubelet | {\"a..b\": {\"value\": 1}} | expected keys separated by dots",
                "container.containerd | {\"a\": {\"value\": null}} | TOML has no null",
                "kubernetes.kubelet | {\"a\": {\"value\": DEEP}} | nested more than 32 levels deep",
                "pam.limits | {\"*\": {\"value\": \"hard.nofile\"}} | expected type.item.value",
            })
    void refusesTheWholeSet(String model, String contents, String message) throws IOException {
        Map<String, String> before = node.content();
        String good = "{\"model\": \"kernel.sysctl\", \"contents\": {\"net.ipv4.ip_forward\": {\"value\": 1}}}";
        String deep = "[".repeat(900) + "]".repeat(900);
        String bad = "{\"model\": \"" + model + "\", \"contents\": " + contents.replace("DEEP", deep) + "}";
        assertThatThrownBy(() -> node.configure("[" + good + "," + bad + "]"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(message);
        assertThat(node.content()).isEqualTo(before);
        assertThat(node.settings().drift()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/shadow",
                "/etc/sysctl.d/../shadow",
                "etc/sysctl.conf",
                "/etc/sysctl.d/x",
                "/etc/sysctl.d/.x.conf",
                "/etc/sysctl.d/sub/x.conf",
                "/etc/sysctl.d/x.conf\u0000",
                "/etc/sysctl.d//x.conf",
                "//etc/sysctl.conf"
            })
    void refusesOtherFiles(String path) throws IOException {
        Map<String, String> before = node.content();
        String json = path.replace("\u0000", "\\u0000");
        assertThatThrownBy(() -> node.configure("[{\"model\": \"kernel.sysctl.persist\", \"config_path\": \"" + json
                        + "\", \"contents\": {\"a.b\": {\"value\": 1}}}]"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("isn't one that this model edits");
        assertThat(node.content()).isEqualTo(before);
    }

    @Test
    void followsLinksOnlyToFilesThatTheModelEdits() throws IOException {
        node.write("/etc/shadow", "root:*\n");
        Files.createSymbolicLink(node.path("/etc/sysctl.d/out.conf"), Path.of("../shadow"));
        Files.createSymbolicLink(node.path("/etc/sysctl.d/99-sysctl.conf"), Path.of("../sysctl.conf"));
        Files.createSymbolicLink(node.path("/etc/sysctl.d/nowhere.conf"), Path.of("../new"));
        Files.createSymbolicLink(node.path("/etc/security/limits.d"), directory.resolve("elsewhere"));
        Files.createDirectories(directory.resolve("elsewhere"));
        String request = "[{\"model\": \"%s\", \"config_path\": \"%s\", \"contents\": {\"a.b\": {\"value\": \"%s\"}}}]";
        assertThatThrownBy(
                        () -> node.configure(request.formatted("kernel.sysctl.persist", "/etc/sysctl.d/out.conf", "1")))
                .hasMessageContaining("is a link to /etc/shadow");
        assertThatThrownBy(() ->
                        node.configure(request.formatted("kernel.sysctl.persist", "/etc/sysctl.d/nowhere.conf", "1")))
                .hasMessageContaining("a link to nowhere");
        assertThatThrownBy(() -> node.configure(
                        request.formatted("pam.limits", "/etc/security/limits.d/x.conf", "hard.nofile.1")))
                .hasMessageContaining("is a link to /elsewhere/x.conf");
        node.configure(request.formatted("kernel.sysctl.persist", "/etc/sysctl.d/99-sysctl.conf", "1"));
        assertThat(node.read("/etc/sysctl.conf")).isEqualTo(TestNode.SYSCTL_CONF + "a.b = 1\n");
        assertThat(node.path("/etc/sysctl.d/99-sysctl.conf")).isSymbolicLink();
        assertThat(node.read("/etc/shadow")).isEqualTo("root:*\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "7",
                "{\"configs\": 7}",
                "[7]",
                "[{\"model\": \"kernel.sysctl\"}]",
                "[{\"contents\": {\"a\": {}}}]",
                "[{\"model\": 7, \"contents\": {\"a\": {}}}]",
                "[{\"model\": \"kernel.sysctl\", \"contents\": {}}]",
                "[{\"model\": \"kernel.sysctl\", \"contents\": {\"a\": 7}}]",
                "[{\"model\": \"x\", \"contents\": [{\"value\": 7}]}]"
            })
    void refusesRequestsOfAnotherShape(String request) {
        assertThatThrownBy(() -> node.configure(request))
                .isInstanceOf(AgentException.class)
                .hasMessageMatching("(?s)Can't read .*\\.");
    }
}
