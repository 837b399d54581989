package org.kubeos.kbimg.artifact.plan;

import java.io.IOException;

/**
 * A step of a recipe: told by {@code plan}, shown while it runs, and done, all in the order of the recipe's one list.
 *
 * @param title what the progress view shows: "Assembling the disk"
 * @param description what {@code plan} prints: "Assemble the disk of 20 GiB"
 * @param repeatable whether it makes outputs and publishes none, so that it can be done again from another root file system
 */
public record Step(String title, String description, Action action, boolean repeatable) {

    /** The work of a step. */
    @FunctionalInterface
    public interface Action {
        void run(Build build) throws IOException;
    }

    /** A step that is done once. */
    public Step(String title, String description, Action action) {
        this(title, description, action, false);
    }

    /** A step that can be done again. */
    public static Step repeatable(String title, String description, Action action) {
        return new Step(title, description, action, true);
    }

    public void run(Build build) throws IOException {
        build.context().progress().step(title);
        action.run(build);
    }
}
