package org.kubeos.agent.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.settings.document.DocumentException;
import org.kubeos.agent.settings.model.Model;
import org.kubeos.agent.settings.model.Models;
import org.kubeos.agent.settings.request.ConfigChange;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.IoReason;
import org.kubeos.agent.settings.resource.NodeStorage;
import org.kubeos.agent.settings.resource.Resource;
import org.kubeos.agent.settings.resource.Storage;
import org.kubeos.agent.settings.resource.Workspace;
import org.kubeos.agent.settings.resource.Write;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;
import org.kubeos.process.FileLock;

/**
 * The node's settings: files that are edited, kernel parameters, kernel arguments. A set of changes applies as a whole or not at
 * all, also if the agent or the node is cut off meanwhile. One request at a time changes settings.
 */
public final class Settings {

    private final NodeRoot root;
    private final Models models;
    private final Storage storage;
    private final Transaction transaction;

    /** @param running the slot that the node has booted */
    public Settings(NodeRoot root, Slot running, Storage storage, Services services) {
        this.root = root;
        this.models = new Models(root, running);
        this.storage = storage;
        this.transaction = new Transaction(storage, services);
    }

    /** The settings of the node that this program runs on. */
    public static Settings ofNode(Slot running, BootEnvironmentFiles bootEnvironment) {
        return new Settings(
                NodeRoot.SYSTEM, running, new NodeStorage(NodeRoot.SYSTEM, bootEnvironment), Services.SYSTEMD);
    }

    /**
     * Applies a set of changes.
     *
     * @throws AgentException if it can't be applied as a whole; nothing is changed then
     */
    public Outcome configure(List<ConfigChange> changes, Options options, Events events) {
        return exclusively(events, state -> {
            var planner = new Planner(state, events);
            for (ConfigChange change : changes) {
                planner.plan(change);
            }
            return planner.apply(options);
        });
    }

    /** The keys that aren't as they were last set. Changes nothing. */
    public List<Drift> drift() {
        var drifts = new ArrayList<Drift>();
        var workspace = new Workspace(storage);
        for (Desired desired : transaction.state().desired()) {
            reasonOfDrift(desired, workspace::content)
                    .ifPresent(reason -> drifts.add(new Drift(
                            desired.model(),
                            desired.resource().shown(),
                            desired.change().key(),
                            reason)));
        }
        return drifts;
    }

    /**
     * Sets the keys again that have drifted.
     *
     * @throws AgentException if that isn't possible for all of them; nothing is changed then
     */
    public Outcome repair(Options options, Events events) {
        return exclusively(events, state -> {
            var planner = new Planner(state, events);
            var workspace = new Workspace(storage);
            for (Desired desired : state.desired()) {
                if (reasonOfDrift(desired, workspace::content).isPresent()) {
                    planner.plan(desired);
                }
            }
            return planner.apply(options);
        });
    }

    /**
     * Restores what was before the last set. A set that undoes can't be undone; up to ten sets can, one after the other.
     *
     * @throws AgentException if there is none, or somebody else has changed a file since
     */
    public Outcome undo(Options options, Events events) {
        return exclusively(events, state -> {
            if (state.applied().isEmpty()) {
                throw new AgentException("There is no change of settings to undo.");
            }
            var planner = new Planner(state, events);
            planner.undo(state.applied().getLast());
            return planner.apply(options);
        });
    }

    /** Takes back a change that was cut off. Call this when the agent starts; each change begins with it as well. */
    public void recover(Events events) {
        exclusively(events, _ -> new Outcome(List.of(), List.of(), List.of(), false, List.of()));
    }

    @FunctionalInterface
    private interface Request {
        Outcome run(State state);
    }

    private Outcome exclusively(Events events, Request request) {
        try (FileLock _ = lock()) {
            transaction.recover(events);
            return request.run(transaction.state());
        } catch (IOException e) {
            throw new AgentException("Can't change settings: " + IoReason.of(e) + ".", e);
        }
    }

    private FileLock lock() throws IOException {
        Path directory = root.path(NodeStorage.STATE_DIRECTORY);
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return FileLock.tryAcquire(directory.resolve("lock"))
                .orElseThrow(
                        () -> new AgentException("Another request is changing settings. Try again when it is done."));
    }

    /** Why a key isn't as it was set; empty if it is. */
    private Optional<String> reasonOfDrift(Desired desired, Contents contents) {
        try {
            Optional<String> content = contents.of(desired.resource());
            boolean same = models.named(desired.model())
                    .apply(content, desired.change(), _ -> {})
                    .equals(content);
            String reason =
                    desired.change().operation() == Operation.DELETE ? "it is there again" : "it has another value";
            return same ? Optional.empty() : Optional.of(reason);
        } catch (DocumentException | AgentException e) {
            return Optional.of("it can't be read: " + e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Contents {
        Optional<String> of(Resource resource);
    }

    /** Computes what a set of changes comes to, and applies that. */
    private final class Planner {

        private final State state;
        private final Events events;
        private final Workspace workspace = new Workspace(storage);
        private final List<Desired> wanted = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final LinkedHashSet<String> services = new LinkedHashSet<>();
        private Optional<AppliedSet> undone = Optional.empty();

        Planner(State state, Events events) {
            this.state = state;
            this.events = events;
        }

        void plan(ConfigChange config) {
            Model model = models.named(config.model());
            for (KeyChange change : config.changes()) {
                try {
                    plan(model, new Desired(model.name(), model.resource(config.path(), change.key()), change));
                } catch (DocumentException e) {
                    throw refused(model, change, config.path().orElse(""), e);
                }
            }
        }

        void plan(Desired desired) {
            Model model = models.named(desired.model());
            try {
                plan(model, desired);
            } catch (DocumentException e) {
                throw refused(model, desired.change(), desired.resource().shown(), e);
            }
        }

        private void plan(Model model, Desired desired) throws DocumentException {
            Optional<String> content = workspace.content(desired.resource());
            Optional<String> edited = model.apply(content, desired.change(), notes::add);
            if (!edited.equals(content)) {
                workspace.put(desired.resource(), edited);
            }
            wanted.add(desired);
        }

        private static AgentException refused(Model model, KeyChange change, String where, DocumentException e) {
            return new AgentException(
                    "Can't change \"" + change.key() + "\" of " + model.name() + (where.isEmpty() ? "" : " in " + where)
                            + ": " + e.getMessage() + ". Nothing was changed.",
                    e);
        }

        void undo(AppliedSet set) {
            undone = Optional.of(set);
            for (Write write : set.writes().reversed()) {
                Optional<String> present = workspace.present(write.resource());
                if (write.same(present, write.after())) {
                    workspace.put(write.resource(), write.before());
                } else if (write.resource() instanceof Resource.KernelParameter) {
                    notes.add(write.resource().shown() + " has another value than it was given; it stays as it is.");
                } else if (!write.same(present, write.before())) {
                    throw new AgentException(
                            "Can't undo the last change: " + write.resource().shown()
                                    + " was changed by somebody else since. What it was before is in "
                                    + NodeStorage.STATE_DIRECTORY + "/state.json.");
                }
            }
        }

        Outcome apply(Options options) {
            List<Write> writes = workspace.writes();
            if (writes.stream().anyMatch(write -> write.resource() instanceof Resource.SlotArguments)) {
                checkKernelArguments();
            }
            for (Write write : writes) {
                serviceOf(write.resource()).ifPresent(services::add);
            }
            State next = undone.isPresent() ? state.withoutLast() : afterSet(writes);
            boolean changesState =
                    !writes.isEmpty() || undone.isPresent() || !next.desired().equals(state.desired());
            List<String> units = List.copyOf(services);
            List<String> restarted = options.restart() ? units : List.of();
            if (changesState && !options.dryRun()) {
                events.step("Applying settings");
                transaction.commit(state, next, inOrder(writes), restarted, events);
            }
            notes.forEach(events::warn);
            return new Outcome(
                    writes.stream().map(write -> write.resource().shown()).toList(),
                    restarted,
                    options.restart() ? List.of() : units,
                    writes.stream().anyMatch(write -> countsFromNextBoot(write.resource())),
                    notes);
        }

        /** The boot environment holds the arguments of both slots, but not any number of them. */
        private void checkKernelArguments() {
            var arguments = new EnumMap<Slot, String>(Slot.class);
            for (Slot slot : Slot.values()) {
                workspace.content(new Resource.SlotArguments(slot)).ifPresent(text -> arguments.put(slot, text));
            }
            try {
                var _ = BootEnvironment.ofNewImage().withKernelArguments(arguments);
            } catch (IllegalArgumentException e) {
                throw new AgentException("Nothing was changed. " + e.getMessage(), e);
            }
        }

        private Optional<String> serviceOf(Resource resource) {
            var all = new ArrayList<>(wanted);
            all.addAll(state.desired());
            return all.stream()
                    .filter(desired -> desired.resource().equals(resource))
                    .findFirst()
                    .flatMap(desired -> models.named(desired.model()).service());
        }

        /** The kernel, which refuses more than other resources do, comes first. */
        private static List<Write> inOrder(List<Write> writes) {
            var ordered = new ArrayList<Write>();
            writes.stream()
                    .filter(write -> write.resource() instanceof Resource.KernelParameter)
                    .forEach(ordered::add);
            writes.stream()
                    .filter(write -> !(write.resource() instanceof Resource.KernelParameter))
                    .forEach(ordered::add);
            return ordered;
        }

        private static boolean countsFromNextBoot(Resource resource) {
            return resource instanceof Resource.SlotArguments;
        }

        private State afterSet(List<Write> writes) {
            var desired = new ArrayList<Desired>();
            for (Desired earlier : state.desired()) {
                if (wanted.stream().noneMatch(now -> replaces(now, earlier))) {
                    desired.add(earlier);
                }
            }
            wanted.stream()
                    .distinct()
                    // The same set may name a key twice.
                    .filter(now -> reasonOfDrift(now, workspace::content).isEmpty())
                    .forEach(desired::add);
            // A set that changed nothing leaves nothing to undo.
            return writes.isEmpty()
                    ? new State(state.number() + 1, desired, state.applied())
                    : state.after(new AppliedSet(writes, state.desired()), desired);
        }

        /**
         * Whether an earlier wish is void: the same key was set to something else, or this set has overwritten it, such as one
         * of its inner keys.
         */
        private boolean replaces(Desired now, Desired earlier) {
            if (!now.resource().equals(earlier.resource())) {
                return false;
            }
            boolean overwritten = reasonOfDrift(earlier, workspace::content).isPresent();
            boolean wasMet = reasonOfDrift(earlier, workspace::present).isEmpty();
            boolean sameKey = now.isSameKey(earlier);
            boolean deleted = now.change().operation() == Operation.DELETE
                    && (!now.change().hasValue() || now.resource() instanceof Resource.KernelParameter);
            return now.equals(earlier) || overwritten && (sameKey || wasMet) || sameKey && deleted;
        }
    }
}
