package org.kubeos.agent.event;

/** Takes events from any thread. What becomes of them must not fail the work that they tell of. */
@FunctionalInterface
public interface Events {

    /** Nobody listens. */
    Events NONE = _ -> {};

    void emit(Event event);

    default void step(String name) {
        emit(new Event.Step(name));
    }

    default void progress(long done, long total) {
        emit(new Event.Progress(done, total));
    }

    default void note(String text) {
        emit(new Event.Note(text));
    }

    default void warn(String text) {
        emit(new Event.Warning(text));
    }
}
