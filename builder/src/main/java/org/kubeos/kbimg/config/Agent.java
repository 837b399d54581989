package org.kubeos.kbimg.config;

import java.nio.file.Path;
import org.kubeos.yamlschema.HostFiles;

/** The program that upgrades and configures the node that it runs on. */
public sealed interface Agent {

    /** That of KubeOS, which comes with kbimg. */
    Agent KUBEOS = new KubeOs();

    /** No agent. */
    Agent NONE = new None();

    /** That of KubeOS, unless an archive brings somebody else's. */
    record KubeOs() implements Agent {}

    /** kbimg installs none, and removes its own from an archive. */
    record None() implements Agent {}

    /**
     * Somebody else's.
     *
     * @param file the program
     */
    record Program(Path file) implements Agent, HostFiles.Named {}
}
