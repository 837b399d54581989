package org.kubeos.kbimg.host.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.process.FileLock;

/**
 * The machines of this user that kbimg has started and has keys for. Each has a directory, named by its port. The kbimg that
 * runs the machine holds a lock, so that a directory that a killed one has left is recognized, and removed.
 */
public final class RunningMachines {

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");

    private final Path directory;

    private RunningMachines(Path directory) {
        this.directory = directory;
    }

    /** Those that were started with the same cache directory. */
    public static RunningMachines ofUser() throws IOException {
        return in(CacheDirectory.locate().resolve("machines"));
    }

    static RunningMachines in(Path directory) throws IOException {
        return new RunningMachines(CacheDirectory.create(directory));
    }

    /** A machine for as long as it runs. */
    static final class Registration implements AutoCloseable {

        private final RunningMachine machine;
        private final FileLock lock;

        private Registration(RunningMachine machine, FileLock lock) {
            this.machine = machine;
            this.lock = lock;
        }

        RunningMachine machine() {
            return machine;
        }

        /** Removes the machine's files. */
        @Override
        public void close() throws IOException {
            try (lock) {
                remove(machine.directory());
            }
        }
    }

    /**
     * Makes an empty directory for a machine that is about to start.
     *
     * @throws UsageException if another machine has that port
     */
    Registration register(int port) throws IOException {
        try (var _ = gate()) {
            FileLock lock = FileLock.tryAcquire(lockFile(port))
                    .orElseThrow(() -> new UsageException("Port " + port
                            + " leads to another machine that kbimg has started. Choose another port for --ssh."));
            var registration = new Registration(machine(port), lock);
            try {
                remove(registration.machine.directory());
                CacheDirectory.create(registration.machine.directory());
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
            return registration;
        }
    }

    /**
     * The machine that is meant.
     *
     * @param port empty if there is only one
     * @throws UsageException if there is none, or another one could be meant
     */
    public RunningMachine find(Optional<Integer> port) throws IOException {
        List<RunningMachine> running = list();
        List<RunningMachine> meant = running.stream()
                .filter(machine -> port.isEmpty() || port.get().equals(machine.port()))
                .toList();
        if (meant.size() == 1) {
            return meant.getFirst();
        }
        throw new UsageException(running.isEmpty() ? absence() : choice(port, running));
    }

    private static String absence() {
        return "No machine is running that kbimg can log in to. Start one: kbimg boot --ssh 2222 out/system.qcow2. A machine"
                + " that was started with --persistent has no key of kbimg's: use ssh -p PORT root@127.0.0.1.";
    }

    private static String choice(Optional<Integer> port, List<RunningMachine> running) {
        String ports = String.join(
                ", ",
                running.stream().map(machine -> String.valueOf(machine.port())).toList());
        return port.map(missing ->
                                "--port: no machine that kbimg has a key for was started with --ssh " + missing + ".")
                        .orElse("Several machines are running. Choose one with --port.")
                + " Ports of those that are running: " + ports + ".";
    }

    /** Whether a machine is still the one that was found, or another one has taken its place. */
    boolean isRunning(RunningMachine machine) throws IOException {
        return list().contains(machine);
    }

    /** By their ports. What killed ones have left is removed. */
    List<RunningMachine> list() throws IOException {
        var running = new ArrayList<RunningMachine>();
        try (var _ = gate()) {
            for (RunningMachine machine : registered()) {
                Optional<FileLock> lock = FileLock.tryAcquire(lockFile(machine.port()));
                if (lock.isEmpty()) {
                    running.add(machine);
                } else {
                    try (var _ = lock.get()) {
                        remove(machine.directory());
                    }
                }
            }
        }
        return running;
    }

    private List<RunningMachine> registered() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> PORT.matcher(name).matches())
                    .map(name -> machine(Integer.parseInt(name)))
                    .sorted(Comparator.comparing(RunningMachine::port))
                    .toList();
        }
    }

    /** So that nobody takes a lock for held that is only being looked at. */
    private FileLock gate() throws IOException {
        return FileLock.acquire(directory.resolve("gate"));
    }

    private RunningMachine machine(int port) {
        return new RunningMachine(port, directory.resolve(String.valueOf(port)));
    }

    private Path lockFile(int port) {
        return directory.resolve(port + ".lock");
    }

    /** There are no directories in it. */
    private static void remove(Path machine) throws IOException {
        if (!Files.exists(machine)) {
            return;
        }
        try (var files = Files.newDirectoryStream(machine)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(machine);
    }
}
