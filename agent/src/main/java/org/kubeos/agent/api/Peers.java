package org.kubeos.agent.api;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Who may ask the agent for something: root, and the user that the agent runs as, who could do all of it himself. The kernel says
 * who a client is.
 */
public final class Peers {

    private final UserPrincipal root;
    private final UserPrincipal self;

    Peers(UserPrincipal root, UserPrincipal self) {
        this.root = root;
        this.self = self;
    }

    /** Root and this process's own user. */
    public static Peers trusted() throws IOException {
        // By number, which has no entry in the user database and so is taken for one.
        UserPrincipal root =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
        return new Peers(root, Files.getOwner(Path.of("/proc/self")));
    }

    void require(SocketChannel channel) throws IOException, RpcException {
        UserPrincipal user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!user.equals(root) && !user.equals(self)) {
            throw new RpcException(
                    Reason.NOT_PERMITTED,
                    "Only root may ask os-agent for something, and you are " + user.getName() + ". Try it with sudo.");
        }
    }
}
