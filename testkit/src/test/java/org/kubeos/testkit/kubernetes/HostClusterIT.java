package org.kubeos.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** Pods on a real kubelet, and how they are evicted. */
class HostClusterIT {

    private static final Duration DEADLINE = Duration.ofMinutes(3);

    @TempDir
    private static Path temp;

    private static HostCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "kubelet needs root");
        cluster = HostCluster.start(KubernetesBinaries.find(), temp);
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(temp.toString());
            assertThat(Tool.run("find", "/sys/fs/cgroup", "-maxdepth", "2", "-name", "kubeos-testkit-*")
                            .text())
                    .isEmpty();
        }
    }

    private static Kubectl kubectl() {
        return cluster.kubectl();
    }

    @Test
    void nodeIsReady() {
        kubectl().awaitNodeReady(HostCluster.NODE, DEADLINE);
        assertThat(kubectl().isNodeReady("another-node")).isFalse();
    }

    @Test
    void probedPodBecomesReadyAndAnswers() {
        kubectl().apply(pod("web"));
        kubectl().await("condition=Ready", DEADLINE, "pod/web");
        assertThat(kubectl().logs("web")).isEqualTo("started\n");
        assertThat(kubectl().exec("web", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"))
                .isEqualTo("It works.\n");
        kubectl().text("delete", "pod", "web", "--timeout=180s");
    }

    @Test
    void disruptionBudgetHoldsBackEvictionAndDrain() {
        kubectl().apply(pod("guarded") + """
                ---
                apiVersion: policy/v1beta1
                kind: PodDisruptionBudget
                metadata: {name: guard}
                spec:
                  minAvailable: 1
                  selector: {matchLabels: {app: guarded}}
                """);
        kubectl().await("condition=Ready", DEADLINE, "pod/guarded");
        kubectl().awaitText(DEADLINE, "1"::equals, "get", "pdb", "guard", "-o", "jsonpath={.status.currentHealthy}");

        assertThat(evict("guarded").text())
                .contains("(TooManyRequests)")
                .contains("Cannot evict pod as it would violate the pod's disruption budget");
        assertThat(kubectl()
                        .run("drain", HostCluster.NODE, "--force", "--timeout=5s")
                        .text())
                .contains("error when evicting pods/\"guarded\"");

        kubectl().text("delete", "pdb", "guard");
        kubectl().drain(HostCluster.NODE, DEADLINE);
        assertThat(kubectl().text("get", "pods", "-l", "app=guarded")).contains("No resources found");
        kubectl().text("uncordon", HostCluster.NODE);
    }

    private static Tool.Result evict(String pod) {
        return kubectl().post("/api/v1/namespaces/default/pods/" + pod + "/eviction", """
                {"apiVersion": "policy/v1beta1", "kind": "Eviction", "metadata": {"name": "%s"}}
                """.formatted(pod));
    }

    private static String pod(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: "%1$s", labels: {app: "%1$s"}}
                spec:
                  containers:
                  - name: main
                    image: %2$s
                    imagePullPolicy: Never
                    command: [sh, -c, "trap 'exit 0' TERM; echo started; httpd -f -p 8080 -h /www & wait"]
                    readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}
                """.formatted(name, PodImages.BUSYBOX);
    }
}
