package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * cosign of Debian 13; Debian 12 has none. It is downloaded once.
 *
 * @param home the directory that it runs in and keeps its configuration in, in place of the user's
 */
public record Cosign(Path home) {

    /** Runs it, with an empty password for its private keys. */
    public Tool.Result run(String... arguments) {
        var command = new ArrayList<>(List.of("env", "-C", home.toString(), "HOME=" + home, "COSIGN_PASSWORD="));
        command.add(LaterDebian.unpack("cosign").resolve("usr/bin/cosign").toString());
        command.addAll(List.of(arguments));
        return Tool.run(command, new byte[0]);
    }
}
