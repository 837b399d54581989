package org.kubeos.agent.settings;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;

/** A program that changes a node's settings, takes that back, and so on, with a line of output after each, until it is killed. */
final class EndlessChanges {

    private EndlessChanges() {}

    /** @param arguments the directory of the node, and the request */
    public static void main(String[] arguments) throws IOException {
        var node = new TestNode(new NodeRoot(Path.of(arguments[0])));
        while (true) {
            node.configure(arguments[1]);
            System.out.println("changed");
            node.settings().undo(Options.DEFAULT, Events.NONE);
            System.out.println("undone");
        }
    }
}
