package org.kubeos.agent.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.AgentConfiguration;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.trial.Attempt.Result;
import org.kubeos.agent.trial.TrialState.Current;
import org.kubeos.agent.trial.TrialState.Verdict;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * What the agent does at every boot: {@code os-agent boot}. On trial, it waits until the system has proved good and confirms it,
 * or notes why not and restarts. After a trial that has failed, it notes that.
 */
public final class TrialBoot {

    /** Restarts a system on trial that doesn't come to an end by itself. */
    private static final String DEADLINE_TIMER = "os-agent-deadline.timer";

    /** What the kernel has kept of a panic: by itself, or moved away by systemd-pstore. */
    private static final List<String> PANICS = List.of("/sys/fs/pstore", "/var/lib/systemd/pstore");

    private static final int MAX_PANIC = 16 * 1024;

    private final NodeRoot root;
    private final Trials trials;
    private final Systemd systemd;
    private final HealthGate gate;

    /** How it went. */
    public enum Outcome {
        /** There was no trial, or a person has ended it. */
        NOTHING_TO_DO,
        /** The running version is confirmed. */
        CONFIRMED,
        /** The running version isn't good: the system is about to restart. */
        RESTARTING,
        /** The running version isn't good, but no other can be started: the system stays up. */
        STAYING,
        /** Another version wasn't good, which is in the history now. */
        REPORTED
    }

    TrialBoot(NodeRoot root, Trials trials, Systemd systemd, HealthGate gate) {
        this.root = root;
        this.trials = trials;
        this.systemd = systemd;
        this.gate = gate;
    }

    /**
     * The boot of a node.
     *
     * @throws AgentException if {@code /} is no slot, BOOT isn't mounted, or the agent's configuration is damaged
     */
    public static TrialBoot of(NodeRoot root) {
        var runner = new ProcessRunner(new ApplicationName("os-agent"), Progress.SILENT);
        var systemd = new Systemd(runner);
        var gate =
                new HealthGate(root, AgentConfiguration.load(root).health(), systemd, runner, new SystemUptime(root));
        return new TrialBoot(root, Trials.of(root), systemd, gate);
    }

    /** Does it. On trial this takes up to the deadline of the checks. */
    public Outcome run(Events events) throws IOException {
        BootEnvironment environment = trials.repairEnvironment();
        Optional<Trial> trial = environment.trial();
        if (trial.isPresent() && trial.get().slot() == trials.running()) {
            return judge(events);
        }
        Optional<Current> current = trials.current();
        if (trial.isEmpty()
                && environment.confirmed() == trials.running()
                && current.map(Current::slot).filter(trials.running()::equals).isPresent()) {
            // A power cut came between the confirmation and its note.
            return confirm(events);
        }
        if (trial.isEmpty() && current.isEmpty()) {
            return Outcome.NOTHING_TO_DO;
        }
        trials.noteFailure(trial.isPresent() ? logOfFailedBoot(current) : "")
                .ifPresent(attempt -> events.warn("Version " + attempt.version() + " in slot " + attempt.slot()
                        + " isn't used: " + attempt.reason() + ". More: kubeos history --log"));
        return Outcome.REPORTED;
    }

    private Outcome judge(Events events) throws IOException {
        events.step("Checking whether this version is good");
        List<String> problems = gate.await(trials::isOnTrial, events);
        if (!trials.isOnTrial()) {
            events.note("The trial has been ended by hand");
            if (trials.isConfirmed(trials.running())) {
                stopDeadline(events);
            }
            return Outcome.NOTHING_TO_DO;
        }
        if (problems.isEmpty()) {
            return confirm(events);
        }
        String reason = String.join("; ", problems);
        events.warn("This version isn't good: " + reason);
        if (!trials.isTrialBoot()) {
            // The boot menu came here because the confirmed slot can't be started. To restart would not help.
            trials.fail(new Verdict(
                    Result.FAILED,
                    reason + "; but the confirmed slot can't be started either, so the node stays here",
                    log()));
            trials.noteFailure("");
            return Outcome.STAYING;
        }
        trials.fail(new Verdict(Result.FAILED, reason, log()));
        restart(events);
        return Outcome.RESTARTING;
    }

    private Outcome confirm(Events events) throws IOException {
        trials.confirm();
        events.note("Slot " + trials.running() + " is confirmed");
        stopDeadline(events);
        return Outcome.CONFIRMED;
    }

    /** A restart would not harm: the slot is confirmed. */
    private void stopDeadline(Events events) throws IOException {
        try {
            systemd.stop(DEADLINE_TIMER);
        } catch (ProcessFailedException | HostEnvironmentException e) {
            events.warn("Can't stop " + DEADLINE_TIMER + ", so the system may restart once: " + e.getMessage());
        }
    }

    /** If this fails, the deadline's timer restarts the system. */
    private void restart(Events events) throws IOException {
        try {
            systemd.reboot();
        } catch (ProcessFailedException | HostEnvironmentException e) {
            events.warn("Can't restart the system: " + e.getMessage());
        }
    }

    private String log() throws IOException {
        try {
            return String.join("\n", systemd.log());
        } catch (ProcessFailedException | HostEnvironmentException e) {
            return "The journal can't be read: " + e.getMessage();
        }
    }

    /** What is known of a boot that came to no verdict. */
    private String logOfFailedBoot(Optional<Current> current) throws IOException {
        var parts = new ArrayList<String>();
        try {
            parts.addAll(systemd.logOfBootBefore(current.map(Current::bootId).orElse("")));
        } catch (ProcessFailedException | HostEnvironmentException e) {
            parts.add("The journal can't be read: " + e.getMessage());
        }
        for (String directory : PANICS) {
            parts.addAll(panics(root.path(directory)));
        }
        return parts.isEmpty()
                ? "The failed boot has left neither a journal nor a panic's message."
                : String.join("\n", parts);
    }

    private static List<String> panics(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        var panics = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (var input = Files.newInputStream(file)) {
                    panics.add(file + ":\n" + new String(input.readNBytes(MAX_PANIC), StandardCharsets.UTF_8));
                }
            }
        }
        return panics;
    }

    /** As the kernel counts it. */
    private record SystemUptime(NodeRoot root) implements HealthGate.Uptime {

        @Override
        public Duration now() throws IOException {
            String text = Files.readString(root.path("/proc/uptime"));
            return Duration.ofMillis((long) (Double.parseDouble(text.split(" ")[0]) * 1000));
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    }
}
