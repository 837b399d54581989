package org.kubeos.agent.settings.model;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.document.KeyPath;
import org.kubeos.agent.settings.document.TomlDocument;
import org.kubeos.agent.settings.document.TreeDocument;
import org.kubeos.agent.settings.document.YamlDocument;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.Resource;

/**
 * The configuration of a daemon, which has nested keys and any values. A list replaces the present one.
 *
 * @param daemon name of its service
 * @param files the first one that is there is its configuration, unless a request names another one
 */
record TreeModel(String name, String daemon, List<String> files, AllowedFiles allowed, Format format, NodeRoot root)
        implements Model {

    @FunctionalInterface
    interface Format {
        TreeDocument parse(String text) throws DocumentException;
    }

    static TreeModel kubelet(NodeRoot root) {
        return new TreeModel(
                "kubernetes.kubelet",
                "kubelet",
                List.of("/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.yaml"),
                new AllowedFiles(List.of(
                        "/var/lib/kubelet/*.yaml",
                        "/var/lib/kubelet/*.yml",
                        "/etc/kubernetes/*.yaml",
                        "/etc/kubernetes/*.yml",
                        "/etc/kubernetes/kubelet/*.yaml")),
                YamlDocument::parse,
                root);
    }

    static TreeModel containerd(NodeRoot root) {
        return new TreeModel(
                "container.containerd",
                "containerd",
                List.of("/etc/containerd/config.toml"),
                new AllowedFiles(List.of("/etc/containerd/*.toml", "/etc/containerd/conf.d/*.toml")),
                TomlDocument::parse,
                root);
    }

    @Override
    public Resource resource(Optional<String> path, String key) throws DocumentException {
        String file = path.orElseGet(() -> files.stream()
                .filter(candidate -> Files.exists(root.path(candidate)))
                .findFirst()
                .orElse(files.getFirst()));
        return new Resource.ConfigFile(allowed.resolve(root, file));
    }

    @Override
    public Optional<String> apply(Optional<String> content, KeyChange change, Consumer<String> notes)
            throws DocumentException {
        KeyPath path = KeyPath.parse(change.key());
        if (content.isEmpty()) {
            throw new DocumentException("the file isn't there; is " + daemon + " installed?");
        }
        TreeDocument document = format.parse(content.get());
        return Optional.of(
                (change.operation() == Operation.SET ? document.with(path, change.value()) : document.without(path))
                        .text());
    }

    @Override
    public Optional<String> service() {
        return Optional.of(daemon + ".service");
    }
}
