package org.kubeos.kbimg.product;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.kubernetes.ControlPlane;
import org.kubeos.testkit.kubernetes.KubernetesBinaries;
import org.kubeos.testkit.kubernetes.PodImages;

/**
 * A node of a cluster, made from one of the examples: with the files that the example asks to replace, and with images and a
 * static pod, as a user adds them in a config that extends it.
 */
final class KubernetesNode {

    static final String NAME = "node-1";

    /** The command of a container that does nothing, and ends when it is told to. */
    static final String IDLE = "[sh, -c, \"trap 'exit 0' TERM; sleep infinity & wait\"]";

    private static final String STATIC_POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: static}
            spec:
              containers:
              - {name: static, image: %s, imagePullPolicy: Never, command: %s}
            """;

    private final Path directory;
    private final Path config;
    private final ControlPlane cluster;

    private KubernetesNode(Path directory, Path config, ControlPlane cluster) {
        this.directory = directory;
        this.config = config;
        this.cluster = cluster;
    }

    /**
     * Writes the node's config.
     *
     * @param example name of a file in {@code examples}
     * @param directory for the config, the images that are built from it, and the machine's disk
     */
    static KubernetesNode of(String example, ControlPlane cluster, Path directory) throws IOException {
        Path examples = Product.EXAMPLE.getParent();
        for (String file : List.of("kubernetes-node.yaml", "kubernetes-node-openeuler.yaml")) {
            Files.copy(examples.resolve(file), directory.resolve(file));
        }
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
        Files.writeString(directory.resolve("static.yaml"), STATIC_POD.formatted(PodImages.BUSYBOX, IDLE));
        Path images = PodImages.make(directory.resolve("images")).archive();
        Path config = Files.writeString(directory.resolve("node.yaml"), """
                extends: %s
                hostname: %s
                containerImages: [%s]
                files: {append: [{source: static.yaml, target: /etc/kubernetes/manifests/}]}
                """.formatted(example, NAME, images));
        return new KubernetesNode(directory, config, cluster);
    }

    /**
     * Builds a version, with the disk in the format raw.
     *
     * @param file the output that is wanted
     * @param settings values for {@code --set}
     * @return the file
     */
    Path build(String version, String file, String... settings) {
        Path outputs = directory.resolve(version);
        var command = new ArrayList<>(List.of("create", "vm-image", "-f", config.toString(), "--format", "raw"));
        command.addAll(List.of("-o", outputs.toString(), "--set", "version=" + version, "--only", file));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Product.run(command.toArray(String[]::new)).expectSuccess();
        return outputs.resolve(file);
    }

    /** Starts the machine, whose kubelet the API server reaches by the node's name. It ends where it would restart. */
    SerialConsole start(List<Path> disks) throws IOException {
        int kubelet = ControlPlane.freePort();
        cluster.routeToNode(NAME, kubelet);
        Path variables = directory.resolve("variables.fd");
        if (!Files.exists(variables)) {
            Files.copy(UefiFirmware.find().variables(), variables);
        }
        String network = "user,hostfwd=tcp:127.0.0.1:" + kubelet + "-:10250";
        return new NetworkMachine(disks, "virtio-blk-pci", network)
                .startFromDisk(NetworkMachine.Firmware.uefi(variables));
    }
}
