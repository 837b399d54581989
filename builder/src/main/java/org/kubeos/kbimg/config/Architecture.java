package org.kubeos.kbimg.config;

/** Processor architectures, by the kernel's names for them. */
public enum Architecture {
    X86_64("x86_64"),
    AARCH64("aarch64");

    private final String key;

    Architecture(String key) {
        this.key = key;
    }

    /** The name in configs and profiles. */
    public String key() {
        return key;
    }

    /** The build host's own. */
    public static Architecture host() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }
}
