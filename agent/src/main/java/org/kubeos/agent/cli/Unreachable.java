package org.kubeos.agent.cli;

import java.io.IOException;
import java.nio.file.Path;

/** Why the agent can't be reached, and what to do. */
final class Unreachable {

    private Unreachable() {}

    static String explain(Path socket, IOException failure) {
        String reason = failure.getMessage() == null ? "" : failure.getMessage();
        return switch (reason) {
            case "No such file or directory" ->
                "Can't reach os-agent: there is no " + socket
                        + ". If this node has the agent, start its socket: systemctl start os-agent.socket";
            case "Permission denied" -> "Can't reach os-agent: only root may use " + socket + ". Try it with sudo.";
            case "Connection refused" ->
                "Can't reach os-agent: nobody listens on " + socket
                        + ". Start its socket again: systemctl restart os-agent.socket";
            default ->
                "Can't reach os-agent through " + socket + ": " + reason
                        + ". Its journal may say why: journalctl -u os-agent";
        };
    }
}
