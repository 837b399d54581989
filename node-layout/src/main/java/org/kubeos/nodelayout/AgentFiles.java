package org.kubeos.nodelayout;

/** The files of a node that say something to its agent. Paths are relative to the root directory. */
public final class AgentFiles {

    /** Directory of the agent's program and its Java runtime. */
    public static final String RUNTIME = "usr/lib/kubeos/agent";

    /** The service. */
    public static final String PROGRAM = "usr/bin/os-agent";

    /** The command for people. */
    public static final String COMMAND = "usr/bin/kubeos";

    /** What the image's config says to the agent: a JSON object, whose {@code format} is {@link #FORMAT}. */
    public static final String CONFIGURATION = "usr/lib/kubeos/agent.json";

    /** The version of that file's format. */
    public static final int FORMAT = 1;

    /** Directory of certificates and keys for registries, which {@link #CONFIGURATION} names. */
    public static final String REGISTRIES = "usr/lib/kubeos/registries";

    /** Check scripts of the image that a new version must pass. */
    public static final String REQUIRED_CHECKS = "usr/lib/kubeos/checks/required.d";

    /** Check scripts of the image whose failure is only reported. */
    public static final String WANTED_CHECKS = "usr/lib/kubeos/checks/wanted.d";

    /** Check scripts of the node's administrator that a new version must pass. */
    public static final String REQUIRED_LOCAL_CHECKS = "etc/kubeos/checks/required.d";

    /** Check scripts of the node's administrator whose failure is only reported. */
    public static final String WANTED_LOCAL_CHECKS = "etc/kubeos/checks/wanted.d";

    /** The kernel arguments of the image's boot menu, one line. */
    public static final String KERNEL_ARGUMENTS = "usr/lib/kubeos/kernel-arguments";

    private AgentFiles() {}
}
