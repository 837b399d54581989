package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: kbimg's own version, and Java's. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"kbimg " + BuildInfo.load().version(), "Java " + Runtime.version()};
    }
}
