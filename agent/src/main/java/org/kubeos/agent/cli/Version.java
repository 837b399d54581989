package org.kubeos.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The version of the agent, which Maven puts into the jar. */
final class Version {

    private Version() {}

    static String text() {
        var properties = new Properties();
        try (InputStream resource =
                Objects.requireNonNull(Version.class.getResourceAsStream("build.properties"), "build.properties")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version") + ", Java " + Runtime.version();
    }
}
