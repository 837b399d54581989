package org.kubeos.kbimg.config;

/** Which signatures of an RPM repository are checked. */
public enum SignaturePolicy {
    /** Those of its metadata and of its packages. */
    ALL("false"),
    /** Those of its packages: whoever controls the server can withhold updates, but not change a package. */
    PACKAGES("metadata"),
    NONE("true");

    private final String insecure;

    SignaturePolicy(String insecure) {
        this.insecure = insecure;
    }

    /** The value of the key {@code insecure} that stands for it. */
    public String insecure() {
        return insecure;
    }
}
