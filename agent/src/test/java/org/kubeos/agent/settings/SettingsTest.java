package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.nodelayout.Slot;
import org.kubeos.testkit.Tool;

/** Sets of changes to all models, which apply as a whole. */
class SettingsTest {

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void createNode() throws IOException {
        node = TestNode.in(directory);
    }

    @Test
    void appliesASetOfAllModels() throws IOException {
        String kubelet = node.read("/etc/kubernetes/kubelet.yaml");
        String containerd = node.read("/etc/containerd/config.toml");
        Outcome outcome = node.configure("""
                {"configs": [
                  {"model": "kernel.sysctl", "config_path": "", "contents": {
                    "net.ipv4.ip_forward": {"value": "1", "operation": ""},
                    "net.ipv4.tcp_rmem": {"value": "4096 131072 6291456", "operation": "add"},
                    "net.ipv4.conf.eth0.1.rp_filter": {"value": 1}}},
                  {"model": "kernel.sysctl.persist", "contents": {
                    "net.ipv4.ip_forward": {"value": 1, "operation": "update"},
                    "net.ipv4.conf.eth0.1.rp_filter": {"value": 1},
                    "vm.max_map_count": {"operation": "delete"}}},
                  {"model": "grub.cmdline.current", "contents": {"panic": {"value": 5}}},
                  {"model": "grub.cmdline.next", "contents": {"quiet": {"operation": "delete"}, "debug": {}}},
                  {"model": "kubernetes.kubelet", "contents": {"clusterDNS": {"value": ["10.0.0.53"]}}},
                  {"model": "container.containerd", "contents": {
                    "plugins.\\"io.containerd.grpc.v1.cri\\".sandbox_image": {"value": "pause:2"}}},
                  {"model": "pam.limits", "contents": {"*": {"value": ["hard.nofile.9000", "-.nproc.100"]}}}
                ]}""");
        assertThat(node.read("/proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
        assertThat(node.read("/proc/sys/net/ipv4/conf/eth0.1/rp_filter")).isEqualTo("1\n");
        assertThat(node.read("/proc/sys/net/ipv4/tcp_rmem")).isEqualTo("4096\t131072\t6291456\n");
        assertThat(node.read("/etc/sysctl.conf"))
                .isEqualTo("# Ours.\nnet.ipv4.ip_forward = 1 \n\nnet/ipv4/conf/eth0.1/rp_filter = 1\n");
        assertThat(node.kernelArguments())
                .isEqualTo(Map.of(
                        Slot.A, "console=tty0 console=ttyS0 quiet panic=5",
                        Slot.B, "console=tty0 console=ttyS0 debug"));
        assertThat(node.read("/etc/kubernetes/kubelet.yaml"))
                .isEqualTo(kubelet.replace("[10.96.0.10]", "[\"10.0.0.53\"]"));
        assertThat(node.read("/etc/containerd/config.toml"))
                .isEqualTo(containerd.replace("registry.example.org/pause:1", "pause:2"));
        assertThat(node.read("/etc/security/limits.conf"))
                .isEqualTo(TestNode.LIMITS_CONF.replace("4096", "9000") + "* - nproc 100\n");
        assertThat(outcome.changed())
                .contains("/etc/sysctl.conf", "the kernel arguments of slot B", "/proc/sys/net/ipv4/ip_forward")
                .doesNotContain("/proc/sys/net/ipv4/tcp_rmem");
        assertThat(outcome.needRestart()).containsExactly("kubelet.service", "containerd.service");
        assertThat(outcome.needReboot()).isTrue();
        assertThat(node.settings().drift()).isEmpty();
    }

    @Test
    void takesTheShapeOfKubernetesResources() throws IOException {
        node.configure("""
                {"version": "v1", "configs": [{"model": "kernel.sysctl.persist", "configpath": "/etc/sysctl.d/90.conf",
                  "contents": [{"key": "kernel.panic", "value": "9"}, {"key": "vm.swappiness", "value": 0}]}]}""");
        assertThat(node.read("/etc/sysctl.d/90.conf")).isEqualTo("kernel.panic = 9\nvm.swappiness = 0\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.path("/etc/sysctl.d/90.conf"))))
                .isEqualTo("rw-r--r--");
        List<String> printed = Tool.run(
                        "sysctl",
                        "--dry-run",
                        "-p",
                        node.path("/etc/sysctl.d/90.conf").toString())
                .expectSuccess()
                .lines();
        assertThat(printed).containsExactly("kernel.panic = 9", "vm.swappiness = 0");
    }

    /** procps reads the whole file, and means the same parameters. */
    @Test
    void sysctlReadsTheNameOfAnInterfaceWithDots() throws IOException {
        node.configure(
                TestNode.single("kernel.sysctl.persist", "{\"net.ipv4.conf.eth0.1.rp_filter\": {\"value\": 1}}"));
        Path file = node.path("/etc/sysctl.conf");
        // The parameter doesn't exist on this machine, and the complaint names the path that was tried.
        String printed =
                Tool.run("sysctl", "-p", file.toString(), "--pattern", "eth0").text();
        assertThat(printed).contains("/proc/sys/net/ipv4/conf/eth0.1/rp_filter");
    }

    @Test
    void keepsTheAttributesOfFiles() throws IOException {
        Path file = node.path("/etc/sysctl.conf");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "user:note", StandardCharsets.UTF_8.encode("kept"));
        Tool.run("chgrp", "daemon", file.toString());
        String before = attributes(file);
        node.configure(TestNode.single("kernel.sysctl.persist", "{\"a.b\": {\"value\": 1}}"));
        assertThat(node.read("/etc/sysctl.conf")).contains("a.b = 1");
        assertThat(attributes(file)).isEqualTo(before);
        assertThat(Files.getAttribute(file, "user:note")).isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
        try (var files = Files.list(file.getParent())) {
            assertThat(files).noneMatch(left -> left.toString().endsWith(".kubeos-new"));
        }
    }

    private static String attributes(Path file) {
        return Tool.run("stat", "-c", "%U %G %a", file.toString())
                .expectSuccess()
                .text();
    }

    @Test
    void onlyRootReadsWhatTheAgentRemembers() throws IOException {
        node.configure(TestNode.single("kernel.sysctl", "{\"net.ipv4.ip_forward\": {\"value\": 1}}"));
        Path state = node.path("/persist/kubeos/agent/settings");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesAwayOnlyTheValueThatTheRequestNames() throws IOException {
        Map<String, String> before = node.content();
        var warnings = new ArrayList<Event>();
        Outcome outcome = node.settings().configure(TestNode.request("""
                        [{"model": "kernel.sysctl.persist", "contents": {"vm.max_map_count": {"value": "1", "operation": "delete"}}},
                         {"model": "grub.cmdline.current", "contents": {"console": {"value": "ttyS9", "operation": "delete"}}},
                         {"model": "pam.limits", "contents": {"*": {"value": "hard.nofile.1", "operation": "delete"}}},
                         {"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"operation": "delete"}}}]"""), Options.DEFAULT, warnings::add);
        assertThat(node.content()).isEqualTo(before);
        assertThat(outcome.notes()).hasSize(4);
        assertThat(warnings.stream().filter(Event.Warning.class::isInstance)).hasSize(4);
        node.configure(TestNode.single(
                "grub.cmdline.current", "{\"console\": {\"value\": \"tty0\", \"operation\": \"delete\"}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.A, "console=ttyS0 quiet");
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        Map<String, String> before = node.content();
        Outcome outcome = node.settings()
                .configure(
                        TestNode.request(TestNode.single("kubernetes.kubelet", "{\"maxPods\": {\"value\": 250}}")),
                        new Options(true, true),
                        Events.NONE);
        assertThat(outcome.changed()).containsExactly("/etc/kubernetes/kubelet.yaml");
        assertThat(node.content()).isEqualTo(before);
        assertThat(node.settings().drift()).isEmpty();
    }

    @Test
    void restartsServicesIfAsked() throws IOException {
        var restarted = new ArrayList<String>();
        Outcome outcome = node.settings(node.storage(), restarted::add)
                .configure(
                        TestNode.request(TestNode.single("kuberntes.kubelet", "{\"maxPods\": {\"value\": 250}}")),
                        new Options(true, false),
                        Events.NONE);
        assertThat(restarted).containsExactly("kubelet.service");
        assertThat(outcome.restarted()).containsExactly("kubelet.service");
        assertThat(outcome.needRestart()).isEmpty();
    }
}
