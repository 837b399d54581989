package org.kubeos.agent.settings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.settings.StateFormat.Journal;
import org.kubeos.agent.settings.StateFormat.UnreadableException;
import org.kubeos.agent.settings.resource.IoReason;
import org.kubeos.agent.settings.resource.Resource;
import org.kubeos.agent.settings.resource.Resource.StateFile;
import org.kubeos.agent.settings.resource.Storage;
import org.kubeos.agent.settings.resource.Write;

/**
 * Makes several writes all or none. The journal, which has the content before, is on the disk before the first write; the new
 * state is written after the last one and ends the change. If the agent finds a journal that no state has ended, it restores the
 * content before.
 */
final class Transaction {

    private static final Resource STATE = new StateFile("state.json");
    private static final Resource JOURNAL = new StateFile("journal.json");

    private final Storage storage;
    private final Services services;

    Transaction(Storage storage, Services services) {
        this.storage = storage;
        this.services = services;
    }

    /** What was last committed. */
    State state() {
        try {
            Optional<String> text = storage.read(STATE);
            return text.isPresent() ? StateFormat.readState(text.get()) : State.NEW;
        } catch (IOException e) {
            throw unreadable(STATE, IoReason.of(e), e);
        } catch (UnreadableException e) {
            throw unreadable(STATE, e.getMessage(), e);
        }
    }

    private static AgentException unreadable(Resource resource, @Nullable String reason, Exception cause) {
        return new AgentException(
                "Can't read " + resource.shown() + ": " + reason
                        + ". If you remove it, the agent forgets which settings it has applied; they stay as they are.",
                cause);
    }

    /**
     * Makes the writes and restarts services.
     *
     * @param restarted services that must come up with the new content, or everything is taken back
     * @throws AgentException if that fails; everything is as before then, unless the message says otherwise
     */
    void commit(State before, State after, List<Write> writes, List<String> restarted, Events events) {
        var touchedServices = new ArrayList<String>();
        try {
            storage.write(JOURNAL, Optional.of(StateFormat.write(new Journal(after.number(), writes))));
            for (Write write : writes) {
                write(write);
            }
            for (String unit : restarted) {
                touchedServices.add(unit);
                services.restart(unit);
            }
            storage.write(STATE, Optional.of(StateFormat.write(after)));
        } catch (IOException | RuntimeException e) {
            throw takenBack(before, writes, touchedServices, e);
        }
        endJournal(events);
    }

    private void write(Write write) throws IOException {
        try {
            storage.write(write.resource(), write.after());
        } catch (IOException e) {
            throw new IOException("can't write " + write.resource().shown() + ": " + IoReason.of(e), e);
        }
    }

    private AgentException takenBack(State before, List<Write> writes, List<String> touchedServices, Exception cause) {
        String reason = cause instanceof IOException io ? IoReason.of(io) : String.valueOf(cause.getMessage());
        var failures = new ArrayList<String>();
        try {
            // If the state is already on the disk, the change has ended until it is taken back.
            if (!state().equals(before)) {
                storage.write(STATE, Optional.of(StateFormat.write(before)));
            }
            for (Write write : writes.reversed()) {
                restore(write, failures);
            }
            if (failures.isEmpty()) {
                storage.write(JOURNAL, Optional.empty());
            }
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
            failures.add("the agent's own state");
        }
        for (String unit : touchedServices) {
            try {
                services.restart(unit);
            } catch (IOException | RuntimeException e) {
                cause.addSuppressed(e);
                failures.add(unit);
            }
        }
        String outcome = failures.isEmpty()
                ? "All is as it was before."
                : "Taking the other changes back failed for " + String.join(", ", failures)
                        + "; the agent tries again when it is next started.";
        return new AgentException("Can't apply the settings: " + reason + ". " + outcome, cause);
    }

    private void restore(Write write, List<String> failures) {
        try {
            Optional<String> present = storage.read(write.resource());
            if (!write.same(present, write.before())) {
                storage.write(write.resource(), write.before());
            }
        } catch (IOException | RuntimeException e) {
            failures.add(write.resource().shown());
        }
    }

    private void endJournal(Events events) {
        try {
            storage.write(JOURNAL, Optional.empty());
        } catch (IOException e) {
            // The state says that the change has ended. The journal goes when the agent is next started.
            events.warn("Can't remove " + JOURNAL.shown() + ": " + IoReason.of(e) + ".");
        }
    }

    /**
     * Takes back a change that was cut off.
     *
     * @throws AgentException if that isn't possible
     */
    void recover(Events events) {
        Journal journal;
        try {
            Optional<String> text = storage.read(JOURNAL);
            if (text.isEmpty()) {
                return;
            }
            journal = StateFormat.readJournal(text.get());
        } catch (IOException e) {
            throw unreadable(JOURNAL, IoReason.of(e), e);
        } catch (UnreadableException e) {
            throw unreadable(JOURNAL, e.getMessage(), e);
        }
        if (state().number() < journal.number()) {
            events.warn("The last change of settings was cut off, and is taken back.");
            for (Write write : journal.writes().reversed()) {
                recover(write, events);
            }
        }
        endJournal(events);
    }

    private void recover(Write write, Events events) {
        try {
            storage.clean(write.resource());
            Optional<String> present = storage.read(write.resource());
            if (write.same(present, write.before())) {
                return;
            }
            if (write.same(present, write.after())) {
                storage.write(write.resource(), write.before());
            } else if (!(write.resource() instanceof Resource.KernelParameter)) {
                // Parameters have had the values of a new boot since then.
                events.warn("Somebody else has changed " + write.resource().shown() + " meanwhile; it stays as it is.");
            }
        } catch (IOException e) {
            throw new AgentException(
                    "Can't take back a change of " + write.resource().shown() + " that was cut off: " + IoReason.of(e)
                            + ".",
                    e);
        }
    }
}
