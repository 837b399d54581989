package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * What boots now and next.
 *
 * @param running the slot that this system runs from
 * @param confirmed the slot that boots if there is no trial
 * @param trial the trial that is armed or under way
 * @param failed versions that aren't tried again until {@link Trials#retry}, and why
 * @param problem what is wrong with how this system was started; for people
 */
public record TrialStatus(
        Slot running, Slot confirmed, Optional<Trial> trial, List<FailedVersion> failed, Optional<String> problem) {

    /** A version that isn't tried again until {@link Trials#retry}. */
    public record FailedVersion(String version, Digest imageDigest, String reason) {}

    public TrialStatus {
        failed = List.copyOf(failed);
    }

    /** @param whole the boot environment; empty if both copies are damaged */
    static TrialStatus of(NodeRoot root, Slot running, Optional<BootEnvironment> whole, TrialState state) {
        BootEnvironment environment = whole.orElseGet(BootEnvironment::ofNewImage);
        List<FailedVersion> failed = state.failed().stream()
                .map(one -> new FailedVersion(one.version(), one.imageDigest(), one.reason()))
                .toList();
        return new TrialStatus(
                running,
                environment.confirmed(),
                environment.trial(),
                failed,
                whole.isEmpty()
                        ? Optional.of("Both copies of the boot environment are damaged. The next boot repairs them.")
                        : problem(root, running, environment));
    }

    private static Optional<String> problem(NodeRoot root, Slot running, BootEnvironment environment) {
        if (running == environment.confirmed()) {
            return Optional.empty();
        }
        boolean onTrial =
                environment.trial().map(Trial::slot).filter(running::equals).isPresent();
        return onTrial && isTrialBoot(root)
                ? Optional.empty()
                : Optional.of("Slot " + running + " runs, but slot " + environment.confirmed()
                        + " is the confirmed one: it can't be started, or slot " + running
                        + " was chosen in the boot menu. To stay with this one: kubeos confirm.");
    }

    /** Whether the boot menu has started this system on trial. */
    static boolean isTrialBoot(NodeRoot root) {
        try {
            return List.of(Files.readString(root.path("/proc/cmdline")).strip().split("\\s+"))
                    .contains(BootEnvironment.TRIAL_ARGUMENT + "=1");
        } catch (IOException e) {
            return false;
        }
    }
}
