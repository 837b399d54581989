package org.kubeos.testkit.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kubeos.testkit.Tool;

/** Runs kubectl as one user of one cluster. A failure is an {@link AssertionError} that shows what kubectl printed. */
public final class Kubectl {

    private static final long POLL_MILLIS = 500;

    /** How long one of several attempts may take. */
    private static final String ATTEMPT_SECONDS = "60";

    /** A node's condition, in the API. */
    private static final String READY = "True";

    private final List<String> command;

    private Kubectl(List<String> command) {
        this.command = List.copyOf(command);
    }

    /**
     * @param launcher what the command line begins with, such as a program that enters namespaces; may be empty
     * @param cache directory for what kubectl remembers of the API
     */
    static Kubectl create(List<String> launcher, Path kubectl, Path kubeconfig, Path cache) {
        var command = new ArrayList<>(launcher);
        command.addAll(List.of(kubectl.toString(), "--kubeconfig=" + kubeconfig, "--cache-dir=" + cache));
        return new Kubectl(command);
    }

    /** Runs kubectl and returns its result, whatever the exit code. Its errors are part of the output. */
    public Tool.Result run(String... arguments) {
        return run(Arrays.asList(arguments), "");
    }

    private Tool.Result run(List<String> arguments, String input) {
        var line = new ArrayList<>(command);
        line.addAll(arguments);
        return Tool.run(line, input.getBytes(StandardCharsets.UTF_8));
    }

    /** Runs kubectl and returns what it prints, without warnings and without blanks around. */
    public String text(String... arguments) {
        return withoutWarnings(run(arguments).expectSuccess());
    }

    private static String withoutWarnings(Tool.Result result) {
        return result.lines().stream()
                .filter(line -> !line.startsWith("Warning: "))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** {@code kubectl get ARGUMENTS -o json}. */
    public String json(String... arguments) {
        var all = new ArrayList<>(List.of("get", "-o", "json"));
        all.addAll(Arrays.asList(arguments));
        return text(all.toArray(String[]::new));
    }

    /** Applies objects, in YAML or JSON. */
    public void apply(String objects) {
        run(List.of("apply", "-f", "-"), objects).expectSuccess();
    }

    /** Creates an object, in YAML or JSON, and returns kubectl's result: what the API server has against it, if anything. */
    public Tool.Result create(String object) {
        return run(List.of("create", "-f", "-"), object);
    }

    /** Posts an object, in JSON, to a path of the API, as evictions are. */
    public Tool.Result post(String path, String object) {
        return run(List.of("create", "--raw", path, "-f", "-"), object);
    }

    /** Runs a command in a pod of the default namespace, and returns what it prints. */
    public String exec(String pod, String... command) {
        var arguments = new ArrayList<>(List.of("exec", pod, "--"));
        arguments.addAll(Arrays.asList(command));
        return run(arguments, "").expectSuccess().text();
    }

    /** What a pod of the default namespace has printed. */
    public String logs(String pod) {
        return run("logs", pod).expectSuccess().text();
    }

    /** Whether a node has joined and reports that it can run pods. */
    public boolean isNodeReady(String node) {
        Tool.Result result = run(nodeReadiness(node));
        return result.exitCode() == 0 && withoutWarnings(result).equals(READY);
    }

    /** Waits until a node has joined and reports that it can run pods. */
    public void awaitNodeReady(String node, Duration deadline) {
        awaitText(deadline, READY::equals, nodeReadiness(node));
    }

    private static String[] nodeReadiness(String node) {
        return new String[] {"get", "node", node, "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}"};
    }

    /** Cordons a node and evicts its pods; waits until they are gone. */
    public void drain(String node, Duration deadline) {
        run("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--force", timeout(deadline))
                .expectSuccess();
    }

    /** {@code kubectl wait} for a condition such as {@code condition=Ready} of objects that exist, in the default namespace. */
    public void await(String condition, Duration deadline, String... objects) {
        var arguments = new ArrayList<>(List.of("wait", "--for=" + condition, timeout(deadline)));
        arguments.addAll(Arrays.asList(objects));
        run(arguments, "").expectSuccess();
    }

    /** Runs kubectl as {@link #text} does, again and again until it succeeds and its output is as expected, which is returned. */
    public String awaitText(Duration deadline, Predicate<String> expected, String... arguments) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Tool.Result result = attempt(arguments);
            String text = withoutWarnings(result);
            if (result.exitCode() == 0 && expected.test(text)) {
                return text;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "kubectl " + String.join(" ", arguments) + " did not print what was expected within "
                                + deadline.toSeconds() + " s, but at last:\n" + text);
            }
            pause();
        }
    }

    /** A stream from a node that has just stopped, as exec's, never ends by itself. */
    private Tool.Result attempt(String... arguments) {
        var line = new ArrayList<>(List.of("timeout", ATTEMPT_SECONDS));
        line.addAll(command);
        line.addAll(Arrays.asList(arguments));
        return Tool.run(line, new byte[0]);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String timeout(Duration deadline) {
        return "--timeout=" + deadline.toSeconds() + "s";
    }
}
