package org.kubeos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.AgentException;
import org.kubeos.nodelayout.Slot;

/** The kernel arguments of both slots. */
class KernelArgumentsTest {

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void createNode() throws IOException {
        node = TestNode.in(directory);
    }

    @Test
    void setsSeveralArgumentsOfAKey() throws IOException {
        node.configure(TestNode.single("grub.cmdline.next", "{\"console\": {\"value\": [\"tty1\", \"ttyAMA0\"]}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.B, "console=tty1 console=ttyAMA0 quiet");
    }

    @Test
    void beginsWithTheArgumentsOfTheImage() throws IOException {
        node.write("/usr/lib/kubeos/kernel-arguments", "console=tty0 audit=1\n");
        node.configure(TestNode.single("grub.cmdline.next", "{\"audit\": {\"value\": 0}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.B, "console=tty0 audit=0");
    }

    @Test
    void leavesOutTheArgumentsOfATrial() throws IOException {
        node.write("/proc/cmdline", "BOOT_IMAGE=x root=PARTUUID=1 ro quiet kubeos.trial=1 panic=10 rd.shell=0\n");
        node.configure(TestNode.single("grub.cmdline.current", "{\"a\": {}}"));
        assertThat(node.kernelArguments()).containsEntry(Slot.A, "quiet a");
    }

    @Test
    void refusesMoreArgumentsThanTheBootEnvironmentHolds() {
        String request = TestNode.single("grub.cmdline.%s", "{\"a\": {\"value\": \"" + "x".repeat(500) + "\"}}");
        node.configure(request.formatted("current"));
        assertThatThrownBy(() -> node.configure(request.formatted("next")))
                .isInstanceOf(AgentException.class)
                .hasMessageMatching(
                        "Nothing was changed. The kernel arguments of both slots take .* bytes.*shorten them.*");
    }
}
