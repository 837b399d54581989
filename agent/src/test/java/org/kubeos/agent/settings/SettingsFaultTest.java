package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.settings.FaultyStorage.Fault;
import org.kubeos.agent.settings.FaultyStorage.PowerCut;

/** A set of changes applies as a whole or not at all, whichever write fails or is the last one before the power does. */
class SettingsFaultTest {

    private static final String REQUEST = """
            {"configs": [
              {"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
              {"model": "kernel.sysctl.persist", "contents": {"net.ipv4.ip_forward": {"value": 1}}},
              {"model": "kernel.sysctl.persist", "config_path": "/etc/sysctl.d/90-new.conf", "contents": {"a.b": {"value": 1}}},
              {"model": "grub.cmdline.next", "contents": {"quiet": {"operation": "delete"}}},
              {"model": "kubernetes.kubelet", "contents": {"maxPods": {"value": 250}}},
              {"model": "pam.limits", "contents": {"*": {"value": "hard.nofile.9000"}}}
            ]}""";

    @TempDir(factory = MemoryDirectory.class)
    Path scratch;

    @ParameterizedTest
    @EnumSource(Fault.class)
    void configureAppliesAllOrNothing(Fault fault) throws IOException {
        check(fault, false, (settings, options) -> settings.configure(TestNode.request(REQUEST), options, Events.NONE));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void undoAppliesAllOrNothing(Fault fault) throws IOException {
        check(fault, true, (settings, options) -> settings.undo(options, Events.NONE));
    }

    private void check(Fault fault, boolean configuredBefore, BiFunction<Settings, Options, Outcome> action)
            throws IOException {
        TestNode reference = TestNode.in(Files.createDirectories(scratch.resolve("reference")));
        Map<String, String> unchanged = reference.content();
        reference.configure(REQUEST);
        Map<String, String> changed = reference.content();
        Map<String, String> complete = configuredBefore ? unchanged : changed;
        boolean failed = true;
        for (int write = 0; failed; write++) {
            TestNode node = TestNode.in(Files.createDirectories(scratch.resolve(fault + "-" + write)));
            if (configuredBefore) {
                node.configure(REQUEST);
            }
            Map<String, String> before = node.content();
            var storage = new FaultyStorage(node.storage(), fault, write);
            var said = new ArrayList<String>();
            try {
                action.apply(node.settings(storage, _ -> {}), Options.DEFAULT);
            } catch (PowerCut e) {
                said.add("cut");
            } catch (AgentException e) {
                said.add(e.getMessage());
            }
            failed = storage.hasFailed();
            String context = fault + " at write " + write + ": " + said;
            Map<String, String> left = node.content();
            if (!said.isEmpty() && (fault == Fault.ERROR || fault == Fault.LATE_ERROR)) {
                assertThat(left).as(context).isEqualTo(before);
                assertThat(said.getFirst()).endsWith("All is as it was before.");
            }
            node.settings().recover(Events.NONE);
            Map<String, String> recovered = node.content();
            boolean whole = recovered.equals(before);
            if (!whole) {
                assertThat(node.settings().drift()).as(context).isEmpty();
                assertThat(recovered).as(context).isEqualTo(complete);
            }
            if (said.isEmpty()) {
                assertThat(whole).as(context).isFalse();
            }
            if (fault == Fault.ERROR && !said.isEmpty()) {
                assertThat(whole).as(context).isTrue();
            }
            assertThat(node.path("/persist/kubeos/agent/settings/journal.json")).doesNotExist();
            // The node is as usable as ever.
            node.configure(REQUEST);
            assertThat(node.content()).as(context).isEqualTo(changed);
        }
    }

    @Test
    void aServiceThatDoesNotComeUpTakesEverythingBack() throws IOException {
        TestNode node = TestNode.in(scratch);
        Map<String, String> before = node.content();
        var restarts = new ArrayList<String>();
        Services services = unit -> {
            restarts.add(
                    unit + " with " + (node.read("/etc/kubernetes/kubelet.yaml").contains("maxPods") ? "new" : "old"));
            if (restarts.size() == 1) {
                throw new IOException("systemd can't restart kubelet.service");
            }
        };
        Settings settings = node.settings(node.storage(), services);
        assertThatThrownBy(() -> settings.configure(TestNode.request(REQUEST), new Options(true, false), Events.NONE))
                .isInstanceOf(AgentException.class)
                .hasMessage(
                        "Can't apply the settings: systemd can't restart kubelet.service. All is as it was before.");
        assertThat(node.content()).isEqualTo(before);
        assertThat(restarts).isEqualTo(List.of("kubelet.service with new", "kubelet.service with old"));
        assertThat(settings.drift()).isEmpty();
    }

    @Test
    void aParameterThatTheKernelChangesTakesEverythingBack() throws IOException {
        TestNode node = TestNode.in(scratch);
        // A device takes what is written and gives nothing back.
        Files.delete(node.path("/proc/sys/vm/max_map_count"));
        Files.createSymbolicLink(node.path("/proc/sys/vm/max_map_count"), Path.of("/dev/null"));
        Map<String, String> before = node.content();
        assertThatThrownBy(() -> node.configure("""
                        {"configs": [
                          {"model": "kernel.sysctl", "contents": {"net.ipv4.ip_forward": {"value": 1},
                                                                   "vm.max_map_count": {"value": 7}}},
                          {"model": "kernel.sysctl.persist", "contents": {"net.ipv4.ip_forward": {"value": 1}}}
                        ]}"""))
                .hasMessageContaining("can't write /proc/sys/vm/max_map_count: the kernel made \"\" of \"7\"")
                .hasMessageEndingWith("All is as it was before.");
        assertThat(node.content()).isEqualTo(before);
    }

    @Test
    void whatSomebodyElseHasChangedSinceTheCutStays() throws IOException {
        TestNode node = TestNode.in(scratch);
        var storage = new FaultyStorage(node.storage(), Fault.CUT, 6);
        Settings settings = node.settings(storage, _ -> {});
        assertThatThrownBy(() -> settings.configure(TestNode.request(REQUEST), Options.DEFAULT, Events.NONE))
                .isInstanceOf(PowerCut.class);
        assertThat(node.read("/etc/sysctl.conf")).contains("ip_forward = 1");
        node.write("/etc/sysctl.conf", "by.hand = 1\n");
        node.settings().recover(Events.NONE);
        assertThat(node.read("/etc/sysctl.conf")).isEqualTo("by.hand = 1\n");
        assertThat(node.path("/etc/sysctl.d/90-new.conf")).doesNotExist();
        assertThat(node.read("/proc/sys/net/ipv4/ip_forward").strip()).isEqualTo("0");
    }
}
