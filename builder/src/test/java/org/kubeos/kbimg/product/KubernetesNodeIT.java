package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.kubernetes.ControlPlane;
import org.kubeos.testkit.kubernetes.Kubectl;
import org.kubeos.testkit.kubernetes.KubernetesBinaries;
import org.kubeos.testkit.kubernetes.PodImages;

/**
 * Nodes of the Kubernetes examples in QEMU, for what they are made for: they join a cluster and run pods, before and after a
 * reboot and an upgrade. Pods tell by the kernel's boot ID which boot they run in. A reboot is a process of QEMU's that ends, and
 * another one.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // It takes the longest, so that it runs beside the others if it begins first.
class KubernetesNodeIT {

    private static final String NODE = KubernetesNode.NAME;
    private static final String PASSWORD = "kubeos";
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    /** Two replicas behind probes; one pod in the node's own network. */
    private static final String PODS = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: web
                    image: %1$s
                    imagePullPolicy: Never
                    command: [sh, -c, "trap 'exit 0' TERM; echo started; httpd -f -p 8080 -h /www & wait"]
                    startupProbe: {httpGet: {port: 8080, path: /index.html}, failureThreshold: 60, periodSeconds: 2}
                    readinessProbe: {httpGet: {port: 8080, path: /index.html}, periodSeconds: 2}
                    livenessProbe: {exec: {command: [cat, /www/index.html]}, timeoutSeconds: 30}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: host}
            spec:
              hostNetwork: true
              containers:
              - {name: host, image: %1$s, imagePullPolicy: Never, command: %2$s}
            """.formatted(PodImages.BUSYBOX, KubernetesNode.IDLE);

    @TempDir
    private Path temp;

    @Test
    void debianRunsPodsAndDoesSoAgainAfterARebootAndAnUpgrade() throws IOException {
        try (ControlPlane cluster = ControlPlane.start(KubernetesBinaries.find(), temp.resolve("cluster"))) {
            KubernetesNode node = node("kubernetes-node.yaml", cluster);
            Path disk = node.build("v1", "system.img");
            Path update = node.build("v2", "update.img");
            try (SerialConsole console = node.start(List.of(disk, update))) {
                console.login("root", PASSWORD);
                joins(console, cluster.kubectl());
                assertThat(cluster.kubectl().exec("host", "cat", "/proc/sys/kernel/hostname"))
                        .isEqualTo(NODE + "\n");
                drainAndUncordon(cluster.kubectl());
                podsRun(cluster.kubectl(), console);
                end(console, "reboot");
            }
            try (SerialConsole console = node.start(List.of(disk, update))) {
                console.login("root", PASSWORD);
                podsRun(cluster.kubectl(), console);
                upgrade(console);
                end(console, "reboot");
            }
            try (SerialConsole console = node.start(List.of(disk))) {
                console.login("root", PASSWORD);
                assertThat(console.runSuccessfully(". /etc/os-release; echo $VERSION_ID; findmnt -no SOURCE /"))
                        .isEqualTo("v2\n/dev/vda3");
                podsRun(cluster.kubectl(), console);
                BootIT.noUnitFailed(console);
                end(console, "poweroff");
            }
        }
    }

    @Test
    void openEulerRunsPods() throws IOException {
        try (ControlPlane cluster = ControlPlane.start(KubernetesBinaries.find(), temp.resolve("cluster"))) {
            KubernetesNode node = node("kubernetes-node-openeuler.yaml", cluster);
            Path disk = node.build("v1", "system.img", "source.repository=" + RpmSource.repositories());
            try (SerialConsole console = node.start(List.of(disk))) {
                console.login("root", PASSWORD);
                joins(console, cluster.kubectl());
                BootIT.noUnitFailed(console);
                end(console, "poweroff");
            }
        }
    }

    private KubernetesNode node(String example, ControlPlane cluster) throws IOException {
        return KubernetesNode.of(example, cluster, Files.createDirectory(temp.resolve("node")));
    }

    private static void joins(SerialConsole console, Kubectl kubectl) {
        assertThat(console.runSuccessfully("for d in containerd kubelet; do findmnt -no FSTYPE /var/lib/$d; done"))
                .isEqualTo("ext4\next4");
        kubectl.awaitNodeReady(NODE, DEADLINE);
        kubectl.apply(PODS);
        podsRun(kubectl, console);
    }

    /** The Deployment, the static pod, and what kubectl reaches in them, in this boot of the node. */
    private static void podsRun(Kubectl kubectl, SerialConsole console) {
        String boot = console.runSuccessfully("cat " + BOOT_ID);
        for (String pod : List.of("static-" + NODE, "deployment/web")) {
            kubectl.awaitText(DEADLINE, text -> text.endsWith(boot), "exec", pod, "--", "cat", BOOT_ID);
        }
        kubectl.await("condition=Available", DEADLINE, "deployment/web");
        assertThat(kubectl.text("logs", "-l", "app=web").lines()).containsOnly("started");
        kubectl.awaitText(
                DEADLINE,
                text -> text.endsWith("It works."),
                "exec",
                "deployment/web",
                "--",
                "wget",
                "-qO-",
                "http://localhost:8080/index.html");
    }

    private static void drainAndUncordon(Kubectl kubectl) {
        kubectl.drain(NODE, DEADLINE);
        assertThat(kubectl.text("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .isEmpty();
        kubectl.text("uncordon", NODE);
    }

    /** As the agent will: the other slot is written, and chosen. */
    private static void upgrade(SerialConsole console) {
        console.runSuccessfully("dd if=/dev/vdb of=/dev/disk/kubeos/3 bs=4M conv=fsync status=none");
        console.runSuccessfully("grub-editenv /boot/efi/EFI/kubeos/grubenv set saved_entry=B && sync");
    }

    /** @param how {@code reboot} or {@code poweroff}, which both end QEMU */
    private static void end(SerialConsole console, String how) {
        console.send("systemctl " + how + "\n");
        console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
    }
}
