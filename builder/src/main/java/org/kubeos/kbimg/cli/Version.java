package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** kbimg's own version, which Maven writes into a resource. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        try (var in = Version.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IOException("version.txt is missing from the program");
            }
            String version = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return new String[] {"kbimg " + version, "Java " + Runtime.version()};
        }
    }
}
