package org.kubeos.kbimg.host;

import org.kubeos.process.ApplicationName;

/** The name that this program gives to the libraries it uses. */
public final class Application {

    public static final ApplicationName NAME = new ApplicationName("kbimg");

    private Application() {}

    /** The name as text, for {@code yamlschema}, which depends on no other module. */
    public static String text() {
        return NAME.value();
    }
}
