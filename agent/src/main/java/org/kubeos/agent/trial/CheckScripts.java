package org.kubeos.agent.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.AgentFiles;
import org.kubeos.process.Command;
import org.kubeos.process.HostEnvironmentException;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.ProcessRunner;

/** Check scripts of the image and of the node's administrator. They run one after another, by their names. */
final class CheckScripts {

    static final List<String> REQUIRED = List.of(AgentFiles.REQUIRED_CHECKS, AgentFiles.REQUIRED_LOCAL_CHECKS);
    static final List<String> WANTED = List.of(AgentFiles.WANTED_CHECKS, AgentFiles.WANTED_LOCAL_CHECKS);

    private final NodeRoot root;
    private final ProcessRunner runner;

    CheckScripts(NodeRoot root, ProcessRunner runner) {
        this.root = root;
        this.runner = runner;
    }

    /**
     * Runs the scripts of some directories. Of a script that fails, the last line that it printed tells why.
     *
     * @param limit for each of them
     * @return what failed, for people
     */
    List<String> run(List<String> directories, Duration limit) throws IOException {
        var problems = new ArrayList<String>();
        for (String directory : directories) {
            for (Path script : scripts(directory)) {
                problem(script, limit).ifPresent(problem -> problems.add("check " + script + " " + problem));
            }
        }
        return problems;
    }

    private List<Path> scripts(String directory) throws IOException {
        Path path = root.path("/" + directory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Runs in a thread of its own: the runner kills the program of a thread that is interrupted. */
    private Optional<String> problem(Path script, Duration limit) throws IOException {
        if (!Files.isExecutable(script)) {
            return Optional.of("isn't executable; try: chmod +x " + script);
        }
        var problem = new AtomicReference<>("took longer than " + limit.toSeconds() + " s");
        Thread thread = Thread.ofPlatform().daemon().start(() -> problem.set(run(script)));
        try {
            if (!thread.join(limit)) {
                String late = problem.get();
                thread.interrupt();
                thread.join();
                return Optional.of(late);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + script, e);
        }
        return Optional.of(problem.get()).filter(text -> !text.isEmpty());
    }

    private String run(Path script) {
        try {
            runner.run(Command.of(script.toString()));
            return "";
        } catch (ProcessFailedException e) {
            String last = e.lastLines().isEmpty()
                    ? ""
                    : ": " + e.lastLines().getLast().strip();
            return "ended with exit code " + e.exitCode() + last;
        } catch (IOException | UncheckedIOException | HostEnvironmentException e) {
            return "can't be run: " + e.getMessage();
        }
    }
}
