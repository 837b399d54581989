package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.nodelayout.Slot;
import org.kubeos.testkit.Tool;

class SettingsTest {

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void createNode() throws IOException {
        node = TestNode.in(directory);
    }

    private static String request(String model, String contents) {
        return "[{\"model\": \"" + model + "\", \"contents\": " + contents + "}]";
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
        node.configure(request("kernel.sysctl.persist", "{\"net.ipv4.conf.eth0.1.rp_filter\": {\"value\": 1}}"));
        Path file = node.path("/etc/sysctl.conf");
        // The parameter doesn't exist on this machine, and the complaint names the path that was tried.
        String printed =
                Tool.run("sysctl", "-p", file.toString(), "--pattern", "eth0").text();
        assertThat(printed).contains("/proc/sys/net/ipv4/conf/eth0.1/rp_filter");
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

    @Test
    void keepsTheAttributesOfFiles() throws IOException {
        Path file = node.path("/etc/sysctl.conf");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "user:note", StandardCharsets.UTF_8.encode("kept"));
        Tool.run("chgrp", "daemon", file.toString());
        String before = attributes(file);
        node.configure(request("kernel.sysctl.persist", "{\"a.b\": {\"value\": 1}}"));
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
        node.configure(request("kernel.sysctl", "{\"net.ipv4.ip_forward\": {\"value\": 1}}"));
        Path state = node.path("/persist/kubeos/agent/settings");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("state.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void undoRestoresEveryByteSetBySet() throws IOException {
        Map<String, String> first = node.content();
        node.configure("""
                [{"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
                 {"model": "grub.cmdline.current", "contents": {"panic": {"value": 5}}},
                 {"model": "kernel.sysctl.persist", "config_path": "/etc/sysctl.d/9.conf", "contents": {"a.b": {"value": 1}}}]""");
        Map<String, String> second = node.content();
        node.configure(request("kubernetes.kubelet", "{\"maxPods\": {\"value\": 250}}"));
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
        node.configure(request("kernel.sysctl.persist", "{\"a.b\": {\"value\": 1}}"));
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
        node.configure(request("kubernetes.kubelet", "{\"evictionHard\": {\"value\": {\"a\": 1, \"b\": 2}}}"));
        node.configure(request("kubernetes.kubelet", "{\"evictionHard.a\": {\"value\": 7}}"));
        node.configure(request("kubernetes.kubelet", "{\"maxPods\": {\"value\": 7}}"));
        node.configure(request("kubernetes.kubelet", "{\"maxPods\": {\"operation\": \"delete\"}}"));
        node.configure(request("pam.limits", "{\"*\": {\"value\": \"hard.nofile.5\"}}"));
        node.configure(request("pam.limits", "{\"*\": {\"value\": \"hard.nproc.6\"}}"));
        assertThat(node.settings().drift()).isEmpty();
    }

    @Test
    void remembersLimitsOfADomainFromSeveralSets() throws IOException {
        node.configure(request("pam.limits", "{\"*\": {\"value\": \"hard.nofile.5\"}}"));
        node.configure(request("pam.limits", "{\"*\": {\"value\": \"hard.nproc.6\"}}"));
        node.write("/etc/security/limits.conf", "");
        assertThat(node.settings().drift()).hasSize(2);
        node.settings().repair(Options.DEFAULT, Events.NONE);
        assertThat(node.read("/etc/security/limits.conf")).isEqualTo("* hard nofile 5\n* hard nproc 6\n");
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
        node.configure(
                request("grub.cmdline.current", "{\"console\": {\"value\": \"tty0\", \"operation\": \"delete\"}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.A, "console=ttyS0 quiet");
    }

    @Test
    void setsSeveralArgumentsOfAKey() throws IOException {
        node.configure(request("grub.cmdline.next", "{\"console\": {\"value\": [\"tty1\", \"ttyAMA0\"]}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.B, "console=tty1 console=ttyAMA0 quiet");
    }

    @Test
    void beginsWithTheArgumentsOfTheImage() throws IOException {
        node.write("/usr/lib/kubeos/kernel-arguments", "console=tty0 audit=1\n");
        node.configure(request("grub.cmdline.next", "{\"audit\": {\"value\": 0}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.B, "console=tty0 audit=0");
    }

    @Test
    void leavesOutTheArgumentsOfATrial() throws IOException {
        node.write("/proc/cmdline", "BOOT_IMAGE=x root=PARTUUID=1 ro quiet kubeos.trial=1 panic=10 rd.shell=0\n");
        node.configure(request("grub.cmdline.current", "{\"a\": {}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.A, "quiet a");
    }

    @Test
    void refusesMoreArgumentsThanTheBootEnvironmentHolds() {
        String request = request("grub.cmdline.%s", "{\"a\": {\"value\": \"" + "x".repeat(500) + "\"}}");
        node.configure(request.formatted("current"));
        assertThatThrownBy(() -> node.configure(request.formatted("next")))
                .isInstanceOf(AgentException.class)
                .hasMessageMatching(
                        "Nothing was changed. The kernel arguments of both slots take .* bytes.*shorten them.*");
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        Map<String, String> before = node.content();
        Outcome outcome = node.settings()
                .configure(
                        TestNode.request(request("kubernetes.kubelet", "{\"maxPods\": {\"value\": 250}}")),
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
                        TestNode.request(request("kuberntes.kubelet", "{\"maxPods\": {\"value\": 250}}")),
                        new Options(true, false),
                        Events.NONE);
        assertThat(restarted).containsExactly("kubelet.service");
        assertThat(outcome.restarted()).containsExactly("kubelet.service");
        assertThat(outcome.needRestart()).isEmpty();
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
