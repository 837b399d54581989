package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.kubeos.testkit.DebianPackages;
import org.kubeos.testkit.Tool;

/**
 * A cluster with one node, a kubelet on this machine, for tests of what doesn't depend on a node's operating system: it is
 * ready in seconds. It needs root. It runs in namespaces of its own, and leaves nothing behind but its directory. containerd,
 * runc, and the network plugins come from Debian's packages, which aren't installed. The node has {@link PodImages}.
 */
public final class HostCluster implements AutoCloseable {

    /** The node's name. */
    public static final String NODE = "host-node";

    private static final Duration START = Duration.ofMinutes(3);
    private static final String SOCKET = "/run/containerd/containerd.sock";

    private final Path directory;
    private final Deque<AutoCloseable> parts;
    private final ControlPlane controlPlane;
    private final Path packages;
    private final List<String> launcher;
    private final Cgroups cgroups;

    /** @param parts what is to be closed, the first one first; it takes over what is in it */
    private HostCluster(
            Path directory,
            Path packages,
            Cgroups cgroups,
            Namespaces namespaces,
            ControlPlane controlPlane,
            Deque<AutoCloseable> parts) {
        this.directory = directory;
        this.packages = packages;
        this.cgroups = cgroups;
        this.launcher = namespaces.launcher(packages);
        this.controlPlane = controlPlane;
        this.parts = parts;
    }

    /**
     * Starts it, and waits until the node is ready.
     *
     * @param directory is created; packages that an earlier call left there are used again
     * @throws AssertionError if a server doesn't start, with the end of its log
     */
    public static HostCluster start(KubernetesBinaries binaries, Path directory) throws IOException {
        Path absolute = Files.createDirectories(directory.toAbsolutePath());
        Path packages = DebianPackages.unpack(absolute, List.of("containerd", "runc", "containernetworking-plugins"));
        PodImages images = PodImages.make(absolute.resolve("images"));
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            Cgroups cgroups = push(
                    parts,
                    Cgroups.create("kubeos-testkit-" + ProcessHandle.current().pid()));
            Namespaces namespaces = push(parts, Namespaces.create(absolute.resolve("namespaces.log")));
            ControlPlane controlPlane = push(
                    parts,
                    ControlPlane.start(binaries, absolute.resolve("control-plane"), namespaces.networkLauncher()));
            var cluster = new HostCluster(absolute, packages, cgroups, namespaces, controlPlane, parts);
            cluster.startContainerd(images);
            cluster.startKubelet(binaries.program("kubelet"));
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            close(parts);
            throw e;
        }
    }

    private static <T extends AutoCloseable> T push(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    private void startContainerd(PodImages images) throws IOException {
        Path networks = Files.createDirectories(directory.resolve("networks"));
        Files.writeString(networks.resolve("bridge.conflist"), """
                {"cniVersion": "0.4.0", "name": "pods", "plugins": [{
                  "type": "bridge", "bridge": "pods", "isGateway": true,
                  "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.88.0.0/24"}]]}
                }]}
                """);
        Path config = Files.writeString(directory.resolve("containerd.toml"), """
                version = 2
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  # The scores of other processes are lower where this machine is itself a container.
                  restrict_oom_score_adj = true
                [plugins."io.containerd.grpc.v1.cri".cni]
                  bin_dir = "%s"
                  conf_dir = "%s"
                """.formatted(
                        PodImages.PAUSE, packages.resolve("usr/lib/cni"), networks));
        ServerProcess containerd = startServer("containerd", "containerd", "--config=" + config);
        containerd.await(START, () -> containerd.log().contains("containerd successfully booted"));
        var load = new ArrayList<>(launcher);
        load.addAll(List.of("ctr", "--address=" + SOCKET, "--namespace=k8s.io", "images", "import"));
        load.add(images.archive().toString());
        Tool.run(load, new byte[0]).expectSuccess();
    }

    private void startKubelet(Path kubelet) throws IOException {
        Path kubeconfig = Files.writeString(directory.resolve("kubelet.kubeconfig"), controlPlane.nodeKubeconfig(NODE));
        Path config = Files.writeString(
                directory.resolve("kubelet.yaml"), """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                authentication: {x509: {clientCAFile: "%s"}}
                cgroupDriver: cgroupfs
                cgroupRoot: "/%s"
                failSwapOn: false
                makeIPTablesUtilChains: false
                # A test's machine may be short of everything.
                evictionHard: {memory.available: 1Mi, nodefs.available: 1Mi, imagefs.available: 1Mi}
                # Tells sooner that a pod is gone.
                syncFrequency: 3s
                volumePluginDir: /var/lib/kubelet/plugins
                """.formatted(controlPlane.authority(), cgroups.name()));
        ServerProcess server = startServer(
                "kubelet",
                kubelet.toString(),
                "--config=" + config,
                "--kubeconfig=" + kubeconfig,
                "--container-runtime=remote",
                "--container-runtime-endpoint=unix://" + SOCKET,
                "--hostname-override=" + NODE,
                "--node-ip=" + Namespaces.ADDRESS);
        server.await(START, () -> kubectl().isNodeReady(NODE));
    }

    private ServerProcess startServer(String name, String... command) throws IOException {
        var line = new ArrayList<>(launcher);
        line.addAll(List.of(command));
        return push(parts, ServerProcess.start(name, line, directory.resolve(name + ".log")));
    }

    /** Runs kubectl as an administrator. */
    public Kubectl kubectl() {
        return controlPlane.kubectl();
    }

    @Override
    public void close() {
        close(parts);
    }

    private static void close(Deque<AutoCloseable> parts) {
        try {
            while (!parts.isEmpty()) {
                parts.pop().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("Can't end the cluster: " + e.getMessage(), e);
        }
    }
}
