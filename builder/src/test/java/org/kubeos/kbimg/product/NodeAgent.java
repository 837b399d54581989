package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import org.kubeos.testkit.SerialConsole;

/** The agent on a machine that has booted. */
final class NodeAgent {

    private static final String RUNTIME = "/usr/lib/kubeos/agent";

    private NodeAgent() {}

    /** systemd holds its socket, it answers with its class archive in use, is small, and isn't there when it isn't asked. */
    static void isThereWhenItIsAsked(SerialConsole console) {
        assertThat(console.runSuccessfully("systemctl is-active os-agent.socket"))
                .isEqualTo("active");
        assertThat(console.runSuccessfully("stat -c '%a %U' /run/os-agent /run/os-agent/os-agent.sock"))
                .isEqualTo("750 root\n640 root");
        // -Xshare:on fails if the archive doesn't fit the runtime as it is in this image.
        assertThat(console.runSuccessfully(RUNTIME + "/bin/java @" + RUNTIME
                        + "/jvm.options -Xshare:on -m org.kubeos.agent/org.kubeos.agent.cli.OsAgent --version"))
                .startsWith("os-agent ");
        assertThat(Integer.parseInt(console.runSuccessfully("du -sb " + RUNTIME + " | tr -dc 0-9")))
                .isLessThan(60_000_000);

        assertThat(console.runSuccessfully("kubeos status")).contains("v1");
        assertThat(console.runSuccessfully("systemctl is-active os-agent.service"))
                .isEqualTo("active");
        assertThat(Integer.parseInt(console.runSuccessfully("grep VmHWM /proc/$(systemctl show -p MainPID --value"
                        + " os-agent.service)/status | tr -dc 0-9")))
                .as("KiB of memory at its busiest so far")
                .isLessThan(140 * 1024);
        // No trial, so there is no deadline.
        assertThat(console.run("systemctl is-active os-agent-deadline.timer").output())
                .isEqualTo("inactive");
    }
}
