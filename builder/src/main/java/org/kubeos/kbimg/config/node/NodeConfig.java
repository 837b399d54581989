package org.kubeos.kbimg.config.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A config's settings for the node itself, except for its host name and the root account. Lists are in config order.
 */
public record NodeConfig(
        List<User> users,
        List<Group> groups,
        List<FileEntry> files,
        Services services,
        SystemSettings settings,
        List<Script> scripts) {

    /** Nothing declared. */
    public static final NodeConfig NONE = new NodeConfig(
            List.of(),
            List.of(),
            List.of(),
            new Services(List.of(), List.of(), List.of()),
            new SystemSettings(
                    Optional.empty(),
                    Optional.empty(),
                    new SystemSettings.Dns(List.of(), List.of()),
                    Map.of(),
                    List.of()),
            List.of());

    public NodeConfig {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        files = List.copyOf(files);
        scripts = List.copyOf(scripts);
    }
}
