package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.kubernetes.ControlPlane;
import org.kubeos.testkit.kubernetes.Kubectl;
import org.kubeos.testkit.kubernetes.KubernetesBinaries;
import org.kubeos.testkit.kubernetes.PodImages;

/**
 * A node of the Kubernetes example in QEMU, for what it is made for: it joins a cluster and runs pods, before and after a reboot
 * and an upgrade. The pods tell by the kernel's boot ID which boot they run in.
 */
@Execution(ExecutionMode.CONCURRENT)
class KubernetesNodeIT {

    private static final String NODE = "node-1";
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
                    command: [sh, -c, "echo started; exec httpd -f -p 8080 -h /www"]
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
              - {name: host, image: %1$s, imagePullPolicy: Never, command: [sleep, infinity]}
            """;

    private static final String STATIC_POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: static}
            spec:
              containers:
              - {name: static, image: %s, imagePullPolicy: Never, command: [sleep, infinity]}
            """;

    @TempDir
    private Path temp;

    @Test
    void runsPodsAndDoesSoAgainAfterARebootAndAnUpgrade() throws IOException {
        try (ControlPlane cluster = ControlPlane.start(KubernetesBinaries.find(), temp.resolve("cluster"))) {
            Path config = config(cluster);
            Path disk = build(config, "v1").resolve("system.img");
            Path update = build(config, "v2").resolve("update.img");
            int kubelet = ControlPlane.freePort();
            cluster.routeToNode(NODE, kubelet);
            try (SerialConsole console = start(disk, update, kubelet)) {
                Kubectl kubectl = cluster.kubectl();
                console.login("root", PASSWORD);
                assertThat(console.runSuccessfully("for d in containerd kubelet; do findmnt -no FSTYPE /var/lib/$d; done"))
                        .isEqualTo("ext4\next4");
                awaitReady(kubectl);
                kubectl.apply(PODS.formatted(PodImages.BUSYBOX));
                podsRun(kubectl, console);
                assertThat(kubectl.exec("host", "cat", "/proc/sys/kernel/hostname"))
                        .isEqualTo(NODE + "\n");
                drainAndUncordon(kubectl);
                podsRun(kubectl, console);
                BootIT.noUnitFailed(console);

                reboot(console);
                podsRun(kubectl, console);

                upgrade(console);
                reboot(console);
                assertThat(console.runSuccessfully(". /etc/os-release; echo $VERSION_ID; findmnt -no SOURCE /"))
                        .isEqualTo("v2\n/dev/vda3");
                podsRun(kubectl, console);
                BootIT.noUnitFailed(console);
                console.send("systemctl poweroff\n");
                console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
            }
        }
    }

    /** The example with the files that it asks to replace, and a variant of it, as a user has them. */
    private Path config(ControlPlane cluster) throws IOException {
        Path directory = Files.createDirectory(temp.resolve("config"));
        Path examples = Product.EXAMPLE.getParent();
        Files.copy(examples.resolve("kubernetes-node.yaml"), directory.resolve("kubernetes-node.yaml"));
        Path files = Files.createDirectory(directory.resolve("kubernetes"));
        try (var all = Files.list(examples.resolve("kubernetes"))) {
            for (Path file : all.toList()) {
                Files.copy(file, files.resolve(file.getFileName()));
            }
        }
        Path kubelet = KubernetesBinaries.find().program("kubelet");
        Files.copy(kubelet, files.resolve("kubelet"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(cluster.authority(), files.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(files.resolve("bootstrap-kubelet.conf"), cluster.bootstrapKubeconfig(cluster.guestServer()));
        Files.writeString(
                files.resolve("kubelet.env"), "KUBELET_EXTRA_ARGS=--container-runtime=remote --sync-frequency=3s\n");
        Files.writeString(directory.resolve("static.yaml"), STATIC_POD.formatted(PodImages.BUSYBOX));
        Path images = PodImages.make(temp.resolve("images")).archive();
        return Files.writeString(directory.resolve("node.yaml"), """
                extends: kubernetes-node.yaml
                hostname: %s
                containerImages: [%s]
                files: {append: [{source: static.yaml, target: /etc/kubernetes/manifests/}]}
                """.formatted(NODE, images));
    }

    private Path build(Path config, String version) {
        Path outputs = temp.resolve(version);
        Product.run(
                        "create",
                        "vm-image",
                        "-f",
                        config.toString(),
                        "--set",
                        "version=" + version,
                        "--format",
                        "raw",
                        "-o",
                        outputs.toString())
                .expectSuccess();
        return outputs;
    }

    private SerialConsole start(Path disk, Path update, int kubelet) throws IOException {
        Path variables = Files.copy(UefiFirmware.find().variables(), temp.resolve("variables.fd"));
        String network = "user,hostfwd=tcp:127.0.0.1:" + kubelet + "-:10250";
        return new NetworkMachine(List.of(disk, update), "virtio-blk-pci", network)
                .startFromDisk(NetworkMachine.Firmware.uefi(variables));
    }

    private static void awaitReady(Kubectl kubectl) {
        kubectl.awaitText(
                DEADLINE,
                "True"::equals,
                "get",
                "node",
                NODE,
                "-o",
                "jsonpath={.status.conditions[?(@.type=='Ready')].status}");
    }

    /** The Deployment, the static pod, and what kubectl reaches in them, in this boot of the node. */
    private static void podsRun(Kubectl kubectl, SerialConsole console) {
        String boot = console.runSuccessfully("cat " + BOOT_ID);
        for (String pod : List.of("static-" + NODE, "deployment/web")) {
            kubectl.awaitText(DEADLINE, boot::equals, "exec", pod, "--", "cat", BOOT_ID);
        }
        kubectl.await("condition=Available", DEADLINE, "deployment/web");
        assertThat(kubectl.text("logs", "-l", "app=web")).isEqualTo("started\nstarted");
        assertThat(kubectl.text("exec", "deployment/web", "--", "wget", "-qO-", "http://localhost:8080/index.html"))
                .isEqualTo("It works.");
    }

    private static void drainAndUncordon(Kubectl kubectl) {
        kubectl.drain(NODE, DEADLINE);
        assertThat(kubectl.text("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .isEmpty();
        kubectl.text("uncordon", NODE);
    }

    private static void reboot(SerialConsole console) {
        console.send("systemctl reboot\n");
        console.login("root", PASSWORD);
    }

    /** As the agent will: the other slot is written, and chosen. */
    private static void upgrade(SerialConsole console) {
        console.runSuccessfully("dd if=/dev/vdb of=/dev/disk/kubeos/3 bs=4M conv=fsync status=none");
        console.runSuccessfully("grub-editenv /boot/efi/EFI/kubeos/grubenv set saved_entry=B && sync");
    }
}
