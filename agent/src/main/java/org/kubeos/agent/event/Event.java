package org.kubeos.agent.event;

/** Something that a person who waits for the agent wants to know. */
public sealed interface Event {

    /**
     * The agent begins with a part of its work.
     *
     * @param name a present participle and its object, such as {@code Verifying the slot}
     */
    record Step(String name) implements Event {}

    /**
     * How far the current step is.
     *
     * @param done bytes
     * @param total bytes
     */
    record Progress(long done, long total) implements Event {}

    /** A fact that doesn't stop the work, such as how many bytes needn't be fetched. */
    record Note(String text) implements Event {}

    /** Something that needs a person's attention, but doesn't stop the work. */
    record Warning(String text) implements Event {}
}
