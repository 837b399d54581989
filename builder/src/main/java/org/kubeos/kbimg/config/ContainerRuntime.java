package org.kubeos.kbimg.config;

import java.util.Arrays;
import java.util.List;

/**
 * Programs that keep containers, images, or volumes on a node. Container runtimes mount containers as overlays, and the kernel
 * takes no overlay as the upper layer of another one: their storage can't lie on a union path.
 */
public enum ContainerRuntime {
    CONTAINERD("containerd", "/var/lib/containerd"),
    DOCKER("dockerd", "/var/lib/docker"),
    ISULAD("isulad", "/var/lib/isulad"),
    CRI_O("crio", "/var/lib/containers"),
    PODMAN("podman", "/var/lib/containers"),
    BUILDAH("buildah", "/var/lib/containers"),
    KUBELET("kubelet", "/var/lib/kubelet"),
    K3S("k3s", "/var/lib/rancher"),
    RKE2("rke2", "/var/lib/rancher");

    /** The directories that packages, and people, install these programs into. */
    private static final List<String> DIRECTORIES =
            List.of("usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "opt/bin");

    private final String program;
    private final String storage;

    ContainerRuntime(String program, String storage) {
        this.program = program;
        this.storage = storage;
    }

    /** The program's file name. */
    public String program() {
        return program;
    }

    /** The absolute path of the directory in which it keeps its state. */
    public String storage() {
        return storage;
    }

    /** Where the program may be installed, relative to the root. */
    public List<String> places() {
        return DIRECTORIES.stream().map(directory -> directory + "/" + program).toList();
    }

    /** Whether containers are mounted in this directory. kubelet's has volumes, which an overlay can hold. */
    static boolean isStorage(String path) {
        return Arrays.stream(values()).anyMatch(runtime -> runtime != KUBELET && runtime.storage.equals(path));
    }
}
