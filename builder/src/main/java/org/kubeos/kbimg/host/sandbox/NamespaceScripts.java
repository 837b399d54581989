package org.kubeos.kbimg.host.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.process.CurrentUser;
import org.kubeos.process.ProcessRunner;

/**
 * Scripts of kbimg's own that prepare sandboxes or look after their files. They run as root: the host's, or that of an
 * ordinary user's user namespace, which maps the caller and his subordinate ids. Their mounts are private.
 */
final class NamespaceScripts {

    private NamespaceScripts() {}

    /** The text of a script, with what it shares with others. */
    static String script(String name) {
        return BundledResource.text(NamespaceScripts.class, "ids.sh")
                + BundledResource.text(NamespaceScripts.class, name);
    }

    /** The command that runs a script; what it runs itself ends when kbimg does. */
    static List<String> command(String name, List<String> arguments) {
        var command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        if (!CurrentUser.isRoot()) {
            command.addAll(List.of("--map-root-user", "--map-auto"));
        }
        command.add("--");
        // Entering a user namespace has untied the process from kbimg.
        command.addAll(ProcessRunner.dyingWithParent(List.of("sh", "-c", script(name), name)));
        command.addAll(arguments);
        return command;
    }
}
