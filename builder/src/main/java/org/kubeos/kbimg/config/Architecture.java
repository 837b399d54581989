package org.kubeos.kbimg.config;

import org.kubeos.oci.Platform;

/** Processor architectures, by the kernel's names for them. */
public enum Architecture {
    X86_64("x86_64", "amd64"),
    AARCH64("aarch64", "arm64");

    private final String key;
    private final String goName;

    Architecture(String key, String goName) {
        this.key = key;
        this.goName = goName;
    }

    /** The name in configs and profiles. */
    public String key() {
        return key;
    }

    /** How container images name a machine of this architecture. */
    public Platform platform() {
        return Platform.linux(goName);
    }

    /** The build host's own. */
    public static Architecture host() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }
}
