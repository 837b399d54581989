package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Events;

/** What the agent remembers of the sets that it has applied: to undo them, and to find and repair drift. */
class SettingsUndoTest {

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void createNode() throws IOException {
        node = TestNode.in(directory);
    }

    @Test
    void undoRestoresEveryByteSetBySet() throws IOException {
        Map<String, String> first = node.content();
        node.configure("""
                [{"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
                 {"model": "grub.cmdline.current", "contents": {"panic": {"value": 5}}},
                 {"model": "kernel.sysctl.persist", "config_path": "/etc/sysctl.d/9.conf", "contents": {"a.b": {"value": 1}}}]""");
        Map<String, String> second = node.content();
        node.configure(TestNode.single("kubernetes.kubelet", "{\"maxPods\": {\"value\": 250}}"));
        assertThat(node.settings().undo(Options.DEFAULT, Events.NONE).needRestart())
                .containsExactly("kubelet.service");
        assertThat(node.content()).isEqualTo(second);
        assertThat(node.settings().drift()).isEmpty();
        node.settings().undo(Options.DEFAULT, Events.NONE);
        assertThat(node.content()).isEqualTo(first);
        assertThatThrownBy(() -> node.settings().undo(Options.DEFAULT, Events.NONE))
                .hasMessage("There is no change of settings to undo.");
    }

    @Test
    void undoRefusesToOverwriteWhatSomebodyElseHasWritten() throws IOException {
        node.configure(TestNode.single("kernel.sysctl.persist", "{\"a.b\": {\"value\": 1}}"));
        node.write("/etc/sysctl.conf", "by.hand = 1\n");
        assertThatThrownBy(() -> node.settings().undo(Options.DEFAULT, Events.NONE))
                .hasMessageContaining("/etc/sysctl.conf was changed by somebody else since");
        assertThat(node.read("/etc/sysctl.conf")).isEqualTo("by.hand = 1\n");
    }

    @Test
    void reportsAndRepairsDrift() throws IOException {
        node.configure("""
                [{"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
                 {"model": "kernel.sysctl.persist", "contents": {"vm.max_map_count": {"operation": "delete"}}},
                 {"model": "kubernetes.kubelet", "contents": {"maxPods": {"value": 250}}},
                 {"model": "pam.limits", "contents": {"*": {"value": ["hard.nofile.9000"]}}}]""");
        String kubelet = node.read("/etc/kubernetes/kubelet.yaml");
        node.write("/proc/sys/net/ipv4/ip_forward", "0\n");
        node.write("/etc/sysctl.conf", TestNode.SYSCTL_CONF);
        node.write("/etc/kubernetes/kubelet.yaml", kubelet.replace("250", "99") + "# by hand\n");
        assertThat(node.settings().drift())
                .containsExactly(
                        new Drift(
                                "kernel.sysctl",
                                "/proc/sys/net/ipv4/ip_forward",
                                "net.ipv4.ip_forward",
                                "it has another value"),
                        new Drift("kernel.sysctl.persist", "/etc/sysctl.conf", "vm.max_map_count", "it is there again"),
                        new Drift(
                                "kubernetes.kubelet",
                                "/etc/kubernetes/kubelet.yaml",
                                "maxPods",
                                "it has another value"));
        node.settings().repair(Options.DEFAULT, Events.NONE);
        assertThat(node.settings().drift()).isEmpty();
        assertThat(node.read("/etc/kubernetes/kubelet.yaml")).isEqualTo(kubelet + "# by hand\n");
        assertThat(node.read("/proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
    }

    @Test
    void aLaterSetReplacesWhatAnEarlierOneWanted() {
        node.configure(TestNode.single("kubernetes.kubelet", "{\"evictionHard\": {\"value\": {\"a\": 1, \"b\": 2}}}"));
        node.configure(TestNode.single("kubernetes.kubelet", "{\"evictionHard.a\": {\"value\": 7}}"));
        node.configure(TestNode.single("kubernetes.kubelet", "{\"maxPods\": {\"value\": 7}}"));
        node.configure(TestNode.single("kubernetes.kubelet", "{\"maxPods\": {\"operation\": \"delete\"}}"));
        node.configure(TestNode.single("pam.limits", "{\"*\": {\"value\": \"hard.nofile.5\"}}"));
        node.configure(TestNode.single("pam.limits", "{\"*\": {\"value\": \"hard.nproc.6\"}}"));
        assertThat(node.settings().drift()).isEmpty();
    }

    @Test
    void remembersLimitsOfADomainFromSeveralSets() throws IOException {
        node.configure(TestNode.single("pam.limits", "{\"*\": {\"value\": \"hard.nofile.5\"}}"));
        node.configure(TestNode.single("pam.limits", "{\"*\": {\"value\": \"hard.nproc.6\"}}"));
        node.write("/etc/security/limits.conf", "");
        assertThat(node.settings().drift()).hasSize(2);
        node.settings().repair(Options.DEFAULT, Events.NONE);
        assertThat(node.read("/etc/security/limits.conf")).isEqualTo("* hard nofile 5\n* hard nproc 6\n");
    }
}
