package org.kubeos.agent.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.request.ConfigChange;
import org.kubeos.agent.settings.request.ConfigRequests;
import org.kubeos.agent.settings.resource.NodeStorage;
import org.kubeos.agent.settings.resource.Storage;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;

/** A directory with the files of a node that settings are about. Slot A runs. */
record TestNode(NodeRoot root) {

    static final String SYSCTL_CONF = "# Ours.\nnet.ipv4.ip_forward = 0 \n\nvm.max_map_count=65530\n";
    static final String LIMITS_CONF = "# Users.\n*  soft  nofile  1024\n*  hard  nofile  4096 # more\n";

    static TestNode in(Path directory) throws IOException {
        var node = new TestNode(new NodeRoot(directory));
        node.write("/proc/sys/net/ipv4/ip_forward", "0\n");
        node.write("/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");
        node.write("/proc/sys/net/ipv4/conf/eth0.1/rp_filter", "2\n");
        node.write("/proc/sys/vm/max_map_count", "65530\n");
        node.write("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=PARTUUID=1-2 ro console=tty0 console=ttyS0 quiet\n");
        node.write("/etc/sysctl.conf", SYSCTL_CONF);
        Files.createDirectories(node.path("/etc/sysctl.d"));
        node.write("/etc/security/limits.conf", LIMITS_CONF);
        node.write("/etc/kubernetes/kubelet.yaml", Files.readString(Path.of("../examples/kubernetes/kubelet.yaml")));
        node.write("/etc/containerd/config.toml", Files.readString(Path.of("../examples/kubernetes/containerd.toml")));
        Files.createDirectories(node.path("/boot/grub"));
        node.bootEnvironment().load();
        return node;
    }

    Path path(String path) {
        return root.path(path);
    }

    String read(String path) throws IOException {
        return Files.readString(path(path));
    }

    void write(String path, String text) throws IOException {
        Files.createDirectories(path(path).getParent());
        Files.writeString(path(path), text);
    }

    BootEnvironmentFiles bootEnvironment() {
        return BootEnvironmentFiles.in(path("/boot/grub"));
    }

    Map<Slot, String> kernelArguments() throws IOException {
        return bootEnvironment().read().orElseThrow().kernelArguments();
    }

    Storage storage() {
        return new NodeStorage(root, bootEnvironment());
    }

    Settings settings() {
        return settings(storage(), _ -> {});
    }

    Settings settings(Storage storage, Services services) {
        return new Settings(root, Slot.A, storage, services);
    }

    Outcome configure(String request) {
        return settings().configure(request(request), Options.DEFAULT, Events.NONE);
    }

    /** A request to change one model. */
    static String single(String model, String contents) {
        return "[{\"model\": \"" + model + "\", \"contents\": " + contents + "}]";
    }

    static List<ConfigChange> request(String json) {
        try {
            return ConfigRequests.parse(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** All that settings are about: the text of each file, and the kernel arguments. */
    Map<String, String> content() throws IOException {
        var content = new TreeMap<String, String>();
        var files = new ArrayList<Path>();
        for (String top : List.of("/etc", "/proc")) {
            try (var paths = Files.walk(path(top))) {
                paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .forEach(files::add);
            }
        }
        for (Path file : files) {
            content.put(root.directory().relativize(file).toString(), Files.readString(file));
        }
        content.put("arguments", new TreeMap<>(kernelArguments()).toString());
        return content;
    }
}
