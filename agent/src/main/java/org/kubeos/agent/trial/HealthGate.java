package org.kubeos.agent.trial;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.AgentConfiguration.Health;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/**
 * Decides whether the system that runs is good: PERSIST is writable, systemd has finished starting with no failed units, what
 * must be active is, addresses answer, and all required check scripts succeed, all at the same time.
 */
final class HealthGate {

    private static final List<String> CONTAINER_RUNTIMES =
            List.of("containerd.service", "crio.service", "docker.service", "isulad.service");
    private static final String KUBELET = "kubelet.service";

    /** Without it the kubelet hasn't joined a cluster, and starts again and again. */
    private static final String KUBELET_CONFIG = "/var/lib/kubelet/config.yaml";

    private static final URI KUBELET_HEALTH = URI.create("http://127.0.0.1:10248/healthz");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A script that takes longer is stuck. */
    private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(5);

    private final NodeRoot root;
    private final Health health;
    private final Systemd systemd;
    private final CheckScripts scripts;
    private final Uptime uptime;

    /** The time since the system was started. A clock may be set during that. */
    interface Uptime {

        Duration now() throws IOException;

        void sleep(Duration time) throws InterruptedException;
    }

    /** Whether the trial goes on, or a person has ended it. */
    @FunctionalInterface
    interface Trial {
        boolean isOpen() throws IOException;
    }

    /** What must be active and answer. */
    private record Required(List<String> units, List<URI> addresses) {}

    HealthGate(NodeRoot root, Health health, Systemd systemd, ProcessRunner runner, Uptime uptime) {
        this.root = root;
        this.health = health;
        this.systemd = systemd;
        this.scripts = new CheckScripts(root, runner);
        this.uptime = uptime;
    }

    /**
     * Checks until everything is right, the deadline has come, or the trial has ended otherwise.
     *
     * @return what was wrong in the end, for people; empty if nothing
     */
    List<String> await(Trial trial, Events events) throws IOException {
        List<String> before = List.of();
        while (true) {
            Duration left = health.deadline().minus(uptime.now());
            List<String> problems = problems(left);
            if (problems.isEmpty()) {
                warnOfWanted(events);
                return problems;
            }
            if (left.compareTo(PAUSE) <= 0 || !trial.isOpen()) {
                return problems;
            }
            if (!problems.equals(before)) {
                events.note("Not yet: " + String.join("; ", problems));
                before = problems;
            }
            pause();
        }
    }

    private void pause() throws IOException {
        try {
            uptime.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the health checks", e);
        }
    }

    private void warnOfWanted(Events events) throws IOException {
        for (String problem : scripts.run(CheckScripts.WANTED, SCRIPT_LIMIT)) {
            events.warn("Not required, but wanted: " + problem);
        }
    }

    /** The scripts come last: they may take long, and rely on the rest. */
    private List<String> problems(Duration left) throws IOException {
        var problems = new ArrayList<String>();
        persistProblem().ifPresent(problems::add);
        try {
            String state = systemd.state();
            List<String> failed = systemd.failed();
            if (!failed.isEmpty()) {
                problems.add("failed units: " + String.join(", ", failed));
            } else if (!state.equals("running")) {
                problems.add("the system is " + state);
            }
            Required required = required();
            for (Systemd.Unit unit : systemd.units(required.units())) {
                if (!unit.isActive()) {
                    problems.add(unit.name() + " is " + unit.active());
                }
            }
            addressProblems(required.addresses(), problems);
        } catch (ProcessFailedException | HostEnvironmentException e) {
            problems.add("systemd can't be asked: " + e.getMessage());
        }
        if (problems.isEmpty()) {
            Duration limit = left.compareTo(PAUSE) < 0 ? PAUSE : left;
            problems.addAll(
                    scripts.run(CheckScripts.REQUIRED, limit.compareTo(SCRIPT_LIMIT) < 0 ? limit : SCRIPT_LIMIT));
        }
        return problems;
    }

    /** Of proc_pid_mountinfo(5), the sixth field is the options of the mount, the last one those of the file system. */
    private Optional<String> persistProblem() throws IOException {
        String mountPoint = "/" + PersistLayout.MOUNT_POINT;
        List<String> mount = Files.readAllLines(root.path("/proc/self/mountinfo")).stream()
                .map(line -> Arrays.asList(line.split(" ")))
                .filter(fields -> fields.size() > 6 && fields.get(4).equals(mountPoint))
                .reduce((_, last) -> last)
                .orElse(List.of());
        if (mount.isEmpty()) {
            return Optional.of("PERSIST isn't mounted at " + mountPoint);
        }
        boolean writable = isWritable(mount.get(5)) && isWritable(mount.getLast());
        return writable ? Optional.empty() : Optional.of("PERSIST is mounted read-only at " + mountPoint);
    }

    private static boolean isWritable(String options) {
        return List.of(options.split(",")).contains("rw");
    }

    /** What the config names; else the container runtime and the kubelet, where they are enabled. */
    private Required required() throws IOException, ProcessFailedException {
        if (health.units().isPresent()) {
            return new Required(health.units().get(), health.http());
        }
        var units = new ArrayList<>(CONTAINER_RUNTIMES);
        boolean joined = Files.exists(root.path(KUBELET_CONFIG));
        if (joined) {
            units.add(KUBELET);
        }
        List<String> enabled = systemd.units(units).stream()
                .filter(Systemd.Unit::enabled)
                .map(Systemd.Unit::name)
                .toList();
        var addresses = new ArrayList<>(health.http());
        if (enabled.contains(KUBELET)) {
            addresses.add(KUBELET_HEALTH);
        }
        return new Required(enabled, addresses);
    }

    private static void addressProblems(List<URI> addresses, List<String> problems) throws IOException {
        if (addresses.isEmpty()) {
            return;
        }
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
            for (URI address : addresses) {
                answerProblem(client, address).ifPresent(problems::add);
            }
        }
    }

    private static Optional<String> answerProblem(HttpClient client, URI address) throws IOException {
        try {
            var request = HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of(address + " answers with status " + status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + address, e);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Optional.of(address + " doesn't answer: " + reason);
        } catch (IllegalArgumentException e) {
            throw new AgentException("Can't ask " + address + ": expected an http or https address.", e);
        }
    }
}
