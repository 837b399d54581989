package org.kubeos.agent.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.kubeos.agent.node.NodeRoot;

/** Names of users and groups, from the node's own files. */
final class Owners {

    /** In bytes. */
    private static final int MAX_FILE = 1 << 20;

    private final Map<Long, String> users;
    private final Map<Long, String> groups;

    private Owners(Map<Long, String> users, Map<Long, String> groups) {
        this.users = users;
        this.groups = groups;
    }

    static Owners of(NodeRoot root) {
        return new Owners(names(root.path("/etc/passwd")), names(root.path("/etc/group")));
    }

    /** User and group as {@code user:group}; by number if they have no name. */
    String name(LayerFile file) {
        return name(file.uid(), file.gid());
    }

    String name(long user, long group) {
        return users.getOrDefault(user, Long.toString(user)) + ":" + groups.getOrDefault(group, Long.toString(group));
    }

    /** Lines of passwd(5) or group(5). Numbers do where the file is of no use. */
    private static Map<Long, String> names(Path file) {
        var names = new HashMap<Long, String>();
        if (!Files.isRegularFile(file)) {
            return names;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
            text.lines().map(line -> line.split(":")).forEach(fields -> {
                if (fields.length > 2 && fields[2].matches("[0-9]{1,10}")) {
                    names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
                }
            });
        } catch (IOException e) {
            names.clear();
        }
        return names;
    }
}
