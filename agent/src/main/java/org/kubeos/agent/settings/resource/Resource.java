package org.kubeos.agent.settings.resource;

import org.kubeos.nodelayout.Slot;

/** Something whose content settings replace as a whole. */
public sealed interface Resource {

    /** Its name, for people. */
    String shown();

    /**
     * A file of the node's configuration.
     *
     * @param path absolute, and not a symbolic link
     */
    record ConfigFile(String path) implements Resource {
        @Override
        public String shown() {
            return path;
        }
    }

    /**
     * A parameter of the running kernel, which is always there.
     *
     * @param path below {@code /proc/sys}
     */
    record KernelParameter(String path) implements Resource {
        @Override
        public String shown() {
            return "/proc/sys/" + path;
        }
    }

    /** The kernel arguments of a slot in the boot environment. Without any, the boot menu's own hold. */
    record SlotArguments(Slot slot) implements Resource {
        @Override
        public String shown() {
            return "the kernel arguments of slot " + slot;
        }
    }

    /** A file of the agent itself, which only root can read. */
    record StateFile(String name) implements Resource {
        @Override
        public String shown() {
            return NodeStorage.STATE_DIRECTORY + "/" + name;
        }
    }
}
