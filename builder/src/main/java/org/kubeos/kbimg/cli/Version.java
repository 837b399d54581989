package org.kubeos.kbimg.cli;

import org.kubeos.kbimg.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}: the versions of kbimg and Java. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"kbimg " + BuildInfo.load().version(), "Java " + Runtime.version()};
    }
}
