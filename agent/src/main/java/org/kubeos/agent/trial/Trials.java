package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.node.Slots;
import org.kubeos.agent.trial.Attempt.Result;
import org.kubeos.agent.trial.TrialState.Current;
import org.kubeos.agent.trial.TrialState.Failed;
import org.kubeos.agent.trial.TrialState.Verdict;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.process.FileLock;

/**
 * Which slot boots next, and what became of those that were tried.
 *
 * <p>A slot boots on trial, at most a given number of times. Only {@link #confirm} makes it the slot that the node stays with; it
 * is called by {@link TrialBoot}, when all checks pass, or by a person. A version that fails isn't armed again until
 * {@link #retry}. Power cuts between any two writes are taken care of at the next boot.
 */
public final class Trials {

    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    private final NodeRoot root;
    private final Path grubDirectory;
    private final Slots slots;
    private final BootEnvironmentFiles environmentFiles;
    private final TrialFiles files;
    private final Clock clock;

    private Trials(NodeRoot root, Clock clock) {
        this.root = root;
        this.grubDirectory = GrubDirectory.of(root);
        this.slots = Slots.of(root);
        this.environmentFiles = BootEnvironmentFiles.in(grubDirectory);
        this.files = new TrialFiles(root);
        this.clock = clock;
    }

    /**
     * The trials of a node.
     *
     * @throws AgentException if {@code /} is no slot, or BOOT isn't mounted
     */
    public static Trials of(NodeRoot root) {
        return of(root, Clock.systemUTC());
    }

    static Trials of(NodeRoot root, Clock clock) {
        return new Trials(root, clock);
    }

    Slot running() {
        return slots.running();
    }

    /** Waits until nobody else changes the boot environment. Until the lock is released, no trial begins or ends. */
    public FileLock lock() throws IOException {
        return files.lock();
    }

    /** What boots now and next. Changes nothing. */
    public TrialStatus status() throws IOException {
        return TrialStatus.of(root, slots.running(), environmentFiles.read(), files.state());
    }

    /** Whether the boot menu has started this system on trial. */
    boolean isTrialBoot() {
        return TrialStatus.isTrialBoot(root);
    }

    /** Whether the running slot must prove good; no longer if a person has said whether it is. */
    boolean isOnTrial() throws IOException {
        boolean rejected = current()
                .flatMap(Current::verdict)
                .filter(verdict -> verdict.result() == Result.REJECTED)
                .isPresent();
        Optional<Slot> onTrial =
                environmentFiles.read().flatMap(BootEnvironment::trial).map(Trial::slot);
        return !rejected && onTrial.filter(slots.running()::equals).isPresent();
    }

    /** Attempts that have ended, the oldest first; the last 50. */
    public List<Attempt> history() throws IOException {
        return files.history();
    }

    /** Whether a slot is the confirmed one, and there is no trial. Only then may the other one be overwritten. */
    public boolean isConfirmed(Slot slot) throws IOException {
        return environmentFiles
                .read()
                .filter(environment ->
                        environment.confirmed() == slot && environment.trial().isEmpty())
                .isPresent();
    }

    /**
     * Why the other slot may not be written or armed, and what to do about that, as sentences; empty if the boot menu can be told
     * of a trial, the running slot is confirmed, and there is no trial.
     */
    public Optional<String> obstacle() throws IOException {
        return new TrialObstacles(slots.running(), grubDirectory, environmentFiles).find();
    }

    /** Why an image isn't tried again; empty if it may be. */
    public Optional<String> quarantine(Digest imageDigest) throws IOException {
        return files.state().failed().stream()
                .filter(failed -> failed.imageDigest().equals(imageDigest))
                .map(Failed::reason)
                .findFirst();
    }

    /**
     * Has a slot boot next, on trial. Its content must have been written and verified by the agent.
     *
     * @param tries how often, from 1 to {@link BootEnvironment#MAX_TRIES}
     * @throws RefusedException if the slot may not be booted; nothing was changed then
     */
    public void arm(Slot slot, int tries, Events events) throws IOException {
        try (FileLock _ = files.lock()) {
            SlotRecord record = requireVerified(slot);
            requireMayReplace(slot);
            new SlotContents(root, slots, events).recordRunning();
            arm(slot, record, tries);
        }
    }

    /**
     * Has the other slot boot next, on trial, after reading all of it back from the disk.
     *
     * @param tries how often, from 1 to {@link BootEnvironment#MAX_TRIES}
     * @throws RefusedException if it doesn't hold a whole, verified system that hasn't failed; nothing was changed then
     */
    public void rollback(int tries, Events events) throws IOException {
        Slot slot = slots.other();
        try (FileLock _ = files.lock()) {
            SlotRecord record = requireVerified(slot);
            requireMayReplace(slot);
            events.step("Verifying slot " + slot);
            var contents = new SlotContents(root, slots, events);
            Digest found = contents.digest(slot, record.size());
            if (!found.equals(record.contentDigest())) {
                throw new RefusedException("Can't return to version " + record.version() + ": slot " + slot
                        + " isn't what was written to it (" + found + " instead of " + record.contentDigest()
                        + "). Write it again: kubeos upgrade " + record.image());
            }
            contents.recordRunning();
            arm(slot, record, tries);
        }
    }

    /**
     * Makes the running slot the confirmed one, and ends its trial.
     *
     * @return false if it was confirmed already
     * @throws RefusedException if another slot is on trial
     */
    public boolean confirm() throws IOException {
        try (FileLock _ = files.lock()) {
            BootEnvironment environment = environmentFiles.load();
            Optional<Slot> onTrial = environment.trial().map(Trial::slot);
            if (onTrial.isPresent() && onTrial.get() != slots.running()) {
                throw new RefusedException(
                        "Slot " + onTrial.get() + " is on trial and hasn't been started yet, so there is"
                                + " nothing to confirm. Restart the node, or take the trial back: kubeos reject.");
            }
            boolean already = environment.confirmed() == slots.running();
            int triesLeft = environment.trial().map(Trial::triesLeft).orElse(0);
            if (!already) {
                environmentFiles.store(environment.withConfirmed(slots.running()));
            }
            TrialState state = files.state();
            if (state.current().isPresent()) {
                Current current = state.current().get();
                files.add(current.ended(clock.instant(), triesLeft, Result.CONFIRMED, "", ""));
                files.store(state.withCurrent(Optional.empty()));
            }
            return !already;
        }
    }

    /**
     * Ends the trial: the confirmed slot boots next.
     *
     * @param why for the history
     * @return whether the slot on trial is the running one, so that the node must be restarted
     * @throws RefusedException if there is no trial
     */
    public boolean reject(String why) throws IOException {
        return fail(new Verdict(Result.REJECTED, why, ""));
    }

    /**
     * Lets versions that failed be tried again.
     *
     * @return those versions
     */
    public List<TrialStatus.FailedVersion> retry() throws IOException {
        try (FileLock _ = files.lock()) {
            List<TrialStatus.FailedVersion> before = status().failed();
            files.store(files.state().withFailed(List.of()));
            return before;
        }
    }

    /** As {@link #reject}, for whatever reason. The reason is on PERSIST before the trial ends. */
    boolean fail(Verdict verdict) throws IOException {
        try (FileLock _ = files.lock()) {
            BootEnvironment environment = environmentFiles.load();
            Trial trial = environment
                    .trial()
                    .orElseThrow(() -> new RefusedException("There is no trial. The node stays with slot "
                            + environment.confirmed() + "; to boot the other one: kubeos rollback."));
            TrialState state = files.state();
            files.store(state.withCurrent(state.current().map(current -> current.withVerdict(verdict))));
            environmentFiles.store(environment.withTrial(Optional.of(new Trial(trial.slot(), 0))));
            if (trial.slot() != slots.running()) {
                endTrial("");
                return false;
            }
            return true;
        }
    }

    /** Makes both copies of the boot environment whole. If neither is, the running slot is the one that comes up. */
    BootEnvironment repairEnvironment() throws IOException {
        try (FileLock _ = files.lock()) {
            if (environmentFiles.read().isEmpty()) {
                environmentFiles.store(new BootEnvironment(slots.running(), Optional.empty(), Map.of()));
            }
            return environmentFiles.load();
        }
    }

    /** The trial whose end hasn't been noted yet. */
    Optional<Current> current() throws IOException {
        return files.state().current();
    }

    /**
     * Notes that the trial has ended without confirmation, and takes it out of the boot environment. Its version isn't tried
     * again.
     *
     * @param log of the failed boot
     * @return how it ended; empty if it was noted before, or nobody has armed it with this agent
     */
    Optional<Attempt> noteFailure(String log) throws IOException {
        try (FileLock _ = files.lock()) {
            return endTrial(log);
        }
    }

    /** Each step can be done again if a power cut comes before the next one. */
    private Optional<Attempt> endTrial(String log) throws IOException {
        BootEnvironment environment = environmentFiles.load();
        TrialState state = files.state();
        Optional<Attempt> attempt = state.current().map(current -> ended(current, environment.trial(), log));
        if (attempt.isPresent()) {
            files.add(attempt.get());
            Current current = state.current().orElseThrow();
            files.store(
                    attempt.get().result() == Result.INTERRUPTED
                            ? state.withCurrent(Optional.empty())
                            : state.withFailure(current, attempt.get().reason()));
        }
        if (environment.trial().isPresent()) {
            environmentFiles.store(environment.withTrial(Optional.empty()));
        }
        return attempt;
    }

    private Attempt ended(Current current, Optional<Trial> trial, String log) {
        if (current.verdict().isPresent()) {
            Verdict verdict = current.verdict().get();
            return current.ended(
                    clock.instant(),
                    trial.map(Trial::triesLeft).orElse(0),
                    verdict.result(),
                    verdict.reason(),
                    verdict.log());
        }
        if (trial.isEmpty()) {
            return current.ended(
                    clock.instant(), 0, Result.INTERRUPTED, "A power cut came before the first boot was arranged", "");
        }
        int left = trial.get().triesLeft();
        String reason = left == 0
                ? "It didn't come up far enough to say why, in any of its tries"
                : "The boot menu couldn't start slot " + current.slot() + ", or another slot was chosen there, with "
                        + left + " tries left";
        return current.ended(clock.instant(), left, Result.FAILED, reason, log);
    }

    private SlotRecord requireVerified(Slot slot) {
        return SlotRecords.of(root)
                .find(slot)
                .orElseThrow(() -> new RefusedException("Can't boot slot " + slot
                        + ": it doesn't hold a whole system that the agent has written and verified. Write one: kubeos"
                        + " upgrade IMAGE"));
    }

    private void requireMayReplace(Slot slot) throws IOException {
        if (slot == slots.running()) {
            throw new RefusedException("Slot " + slot + " is the running one.");
        }
        obstacle().ifPresent(reason -> {
            throw new RefusedException("Can't boot slot " + slot + ": " + reason);
        });
    }

    private void arm(Slot slot, SlotRecord record, int tries) throws IOException {
        var trial = new Trial(slot, tries);
        TrialState state = files.state();
        for (Failed failed : state.failed()) {
            if (failed.imageDigest().equals(record.imageDigest())
                    || failed.contentDigest().equals(record.contentDigest())) {
                throw new RefusedException(
                        "Version " + record.version() + " has failed on this node and isn't tried again by"
                                + " itself: " + failed.reason() + ". To try it again: kubeos retry.");
            }
        }
        var current = new Current(
                slot,
                record.version(),
                record.image(),
                record.imageDigest(),
                record.contentDigest(),
                clock.instant(),
                Files.readString(root.path(BOOT_ID)).strip(),
                Optional.empty());
        files.store(state.withCurrent(Optional.of(current)));
        environmentFiles.store(environmentFiles.load().withTrial(Optional.of(trial)));
    }
}
