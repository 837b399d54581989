package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;

/**
 * What keeps the other slot from being written or armed.
 *
 * @param running the slot that this system runs from
 * @param grubDirectory where the boot menu is
 * @param environmentFiles the boot environment beside it
 */
record TrialObstacles(Slot running, Path grubDirectory, BootEnvironmentFiles environmentFiles) {

    /** The first one, and what to do about it, as sentences; empty if there is none. */
    Optional<String> find() throws IOException {
        if (!GrubDirectory.knowsTrials(grubDirectory)) {
            return Optional.of(
                    "the boot menu in " + grubDirectory + " doesn't know of trials, so a version that doesn't"
                            + " come up would stay. Install the node with a disk or an installer of this kbimg.");
        }
        try {
            environmentFiles.requireWritable();
        } catch (IOException e) {
            return Optional.of("the boot environment can't be written: " + e.getMessage() + ". Is BOOT mounted"
                    + " read-only, or damaged? See: findmnt --target " + grubDirectory);
        }
        return unconfirmed();
    }

    private Optional<String> unconfirmed() throws IOException {
        Optional<BootEnvironment> environment = environmentFiles.read();
        if (environment.isEmpty()) {
            return Optional.of("both copies of the boot environment are damaged, so nothing says which slot is good."
                    + " Restart the node: the next boot repairs them.");
        }
        Optional<Slot> onTrial = environment.get().trial().map(Trial::slot);
        if (onTrial.isEmpty()) {
            return environment.get().confirmed() == running
                    ? Optional.empty()
                    : Optional.of("the running version in slot " + running + " isn't confirmed; slot "
                            + environment.get().confirmed() + " is. To stay with the running one: kubeos confirm.");
        }
        return Optional.of(
                onTrial.get() == running
                        ? "the running version in slot " + running
                                + " is on trial and isn't confirmed yet, and the other"
                                + " slot is the only one that is known to be good. Wait for its health checks, or decide:"
                                + " kubeos confirm, or kubeos reject."
                        : "slot " + onTrial.get()
                                + " isn't confirmed: it boots on trial at the next restart. Restart the"
                                + " node, or take the trial back: kubeos reject.");
    }
}
