package org.kubeos.kbimg.config.node;

import java.util.List;

/**
 * A config's settings for the node itself, except for its host name and the root account. Lists are in config order.
 */
public record NodeConfig(
        List<User> users,
        List<Group> groups,
        List<FileEntry> files,
        Services services,
        SystemSettings settings,
        List<Script> scripts,
        List<PreloadedImages> containerImages,
        HealthChecks health,
        UpgradeSettings upgrade) {

    public NodeConfig {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        files = List.copyOf(files);
        scripts = List.copyOf(scripts);
        containerImages = List.copyOf(containerImages);
    }
}
