package org.kubeos.agent.node;

import org.kubeos.oci.Platform;

/**
 * The architecture of a machine.
 *
 * @param name the kernel's, such as {@code x86_64}
 * @param goName as container images have it
 * @param elfMachine e_machine of its programs. Source: System V ABI, "ELF Header"
 */
public record Machine(String name, String goName, int elfMachine) {

    private static final Machine X86_64 = new Machine("x86_64", "amd64", 62);
    private static final Machine AARCH64 = new Machine("aarch64", "arm64", 183);

    /** This machine's. */
    public static Machine current() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }

    /** How container images name it. */
    public Platform platform() {
        return Platform.linux(goName);
    }
}
