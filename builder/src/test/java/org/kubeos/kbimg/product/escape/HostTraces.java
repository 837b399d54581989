package org.kubeos.kbimg.product.escape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.kubeos.testkit.Tool;

/**
 * What a host has that sandboxed code must not reach, and the record of what it has reached nevertheless. The judge is
 * outside: whatever an attempt itself says, these are looked at when kbimg has ended.
 *
 * <table>
 * <caption>What shows that an attempt got out</caption>
 * <tr><td>a private directory of the caller, and kbimg's cache</td><td>files in them that the test has not made</td></tr>
 * <tr><td>a secret in that directory, in the environment, in an open file and in keyrings</td><td>its text in kbimg's output</td></tr>
 * <tr><td>TCP and UDP ports of the loopback, an abstract socket</td><td>what arrives there</td></tr>
 * <tr><td>a process of the caller's</td><td>a signal that it gets</td></tr>
 * <tr><td>the caller's keyring and shared memory</td><td>what was left in them</td></tr>
 * <tr><td>a setting of the kernel, the host's mounts</td><td>their difference</td></tr>
 * <tr><td>the caller's terminal</td><td>what was written or typed on it</td></tr>
 * <tr><td>the host's processes</td><td>one that outlives kbimg, or one that can't be started</td></tr>
 * <tr><td>package archives and lists in the cache</td><td>other digests than their names, and a mark in them</td></tr>
 * </table>
 */
final class HostTraces implements AutoCloseable {

    private static final Path SETTING = Path.of("/proc/sys/fs/lease-break-time");

    private final Caller caller;
    private final String token;
    private final Path victim;
    private final Path cache;
    private final Process witness;
    private final BufferedReader events;
    private final Map<String, String> host = new LinkedHashMap<>();
    private final String setting = setting();
    private final AtomicInteger failedStarts = new AtomicInteger();
    private final List<String> known = new ArrayList<>(List.of("secret"));
    private String terminal = "";

    HostTraces(Caller caller) throws IOException {
        this.caller = caller;
        this.token = HexFormat.of().toHexDigits(new Random().nextLong()).substring(4);
        this.victim = Files.createDirectory(caller.directory().resolve("private"));
        this.cache = Files.createDirectories(caller.directory().resolve("cache"));
        Files.writeString(victim.resolve("secret"), token);
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rwx------"));
        for (String program : List.of("witness.pl", "launch.pl")) {
            Files.writeString(caller.directory().resolve(program), AttackKit.resource(program));
        }
        caller.own(caller.directory());
        this.witness = new ProcessBuilder(caller.command(
                        "perl", caller.directory().resolve("witness.pl").toString(), token))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.events = witness.inputReader();
        describe(events.readLine());
    }

    private void describe(String ready) {
        host.put("token", token);
        host.put("victim", victim.toString());
        host.put("cache", cache.toString());
        host.put("home", victim.toString());
        host.put("abstract", "escape-" + token);
        host.put("key", "escape-key-" + token);
        host.put("disk", Tool.run("findmnt", "-no", "MAJ:MIN", "-T", "/").text().strip());
        for (String assignment : ready.substring("ready ".length()).split(" ")) {
            String[] parts = assignment.split("=");
            host.put(parts[0], parts[1]);
        }
    }

    Path victim() {
        return victim;
    }

    Path cache() {
        return cache;
    }

    /** Makes a directory of the caller's own among what must not be reached, with a file in it. */
    Path plant(String name, String file) throws IOException {
        Path directory = Files.createDirectory(victim.resolve(name));
        Files.writeString(directory.resolve(file), "the caller's own");
        caller.own(directory);
        known.add(name);
        return directory;
    }

    /** The text of the kit for attempts on all of this. */
    String kit() {
        return AttackKit.text(host);
    }

    /** Runs kbimg on a terminal of its own, while other processes are started all the time. */
    Tool.Result build(String... arguments) {
        var launch = new ArrayList<>(
                List.of("perl", caller.directory().resolve("launch.pl").toString(), token, victim.toString()));
        launch.addAll(Arrays.asList(caller.kbimg(cache, arguments)));
        String line = launch.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        try (var others = Executors.newSingleThreadScheduledExecutor()) {
            startProcesses(others);
            Tool.Result result = Tool.run(
                    caller.command("script", "--quiet", "--return", "--command", line, "/dev/null"), new byte[0]);
            others.shutdownNow();
            terminal += result.text();
            return result;
        }
    }

    private void startProcesses(ScheduledExecutorService others) {
        others.scheduleWithFixedDelay(
                () -> {
                    try {
                        new ProcessBuilder("/bin/true").start().waitFor();
                    } catch (IOException e) {
                        failedStarts.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
    }

    /** All traces that there are now, in words. */
    List<String> find() throws IOException {
        var traces = new ArrayList<String>();
        files(traces);
        terminal.lines()
                .filter(line -> line.contains(token))
                .map(line -> "on the terminal: " + line.strip())
                .forEach(traces::add);
        fromWitness(traces);
        String now = setting();
        if (!now.equals(setting)) {
            traces.add(SETTING + " changed from " + setting + " to " + now);
        }
        Files.readString(Path.of("/proc/self/mountinfo"), UTF_8)
                .lines()
                .filter(line -> line.contains(token) || line.contains(victim.toString()))
                .forEach(line -> traces.add("a mount on the host: " + line));
        leftProcesses().forEach(process -> traces.add("process " + process.pid() + " outlived kbimg"));
        if (failedStarts.get() > 0) {
            traces.add(failedStarts + " processes of others could not be started");
        }
        changedCache(traces);
        return traces;
    }

    /** Such a file has to be read at once, and Java reads a byte of it first. */
    private static String setting() {
        return Tool.run("cat", SETTING.toString()).expectSuccess().text().strip();
    }

    private void files(List<String> traces) throws IOException {
        for (Path directory : List.of(victim, cache)) {
            try (var files = Files.list(directory)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> directory.equals(victim) ? !known.contains(name) : name.startsWith("left-by-"))
                        .sorted()
                        .forEach(name -> traces.add("a file on the host: " + directory.resolve(name)));
            }
        }
        if (!Files.readString(victim.resolve("secret")).equals(token)) {
            traces.add("the secret file was changed");
        }
        Path work = cache.resolve("work");
        if (Files.isDirectory(work)) {
            try (var builds = Files.newDirectoryStream(work, "build-*")) {
                builds.forEach(build -> traces.add("a work directory that was left: " + build));
            }
        }
    }

    private void fromWitness(List<String> traces) throws IOException {
        OutputStream commands = witness.getOutputStream();
        commands.write("sync\n".getBytes(UTF_8));
        commands.flush();
        String line;
        while ((line = events.readLine()) != null && !line.equals("done")) {
            traces.add(line);
        }
        if (line == null) {
            traces.add("the host's process was ended");
        }
    }

    private List<ProcessHandle> leftProcesses() {
        // Its title, which a process can change, is not what ProcessHandle tells.
        return ProcessHandle.allProcesses()
                .filter(process -> title(process).startsWith("escape-daemon-" + token))
                .toList();
    }

    private static String title(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"), UTF_8);
        } catch (IOException e) {
            return ""; // It has ended.
        }
    }

    private void changedCache(List<String> traces) throws IOException {
        for (String kind : List.of("debs", "rpms")) {
            Path archives = cache.resolve(kind);
            if (Files.isDirectory(archives)) {
                tellSome(traces, "cached packages were changed", changedPackages(archives));
            }
        }
        var marked = new TreeSet<String>();
        for (String indexes : List.of("apt", "dnf", "bases")) {
            Path directory = cache.resolve(indexes);
            if (Files.isDirectory(directory)) {
                String mark = "poisoned-" + new StringBuilder(token).reverse();
                marked.addAll(
                        Tool.run("grep", "-rlF", mark, directory.toString()).lines());
            }
        }
        tellSome(traces, "cached lists were changed", marked);
    }

    /** Those whose digest is not their name. */
    private static TreeSet<String> changedPackages(Path archives) throws IOException {
        var changed = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(archives)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.length() == 64 && !name.equals(sha256(file))) {
                    changed.add(file.toString());
                }
            }
        }
        return changed;
    }

    private static void tellSome(List<String> traces, String what, TreeSet<String> files) {
        if (!files.isEmpty()) {
            traces.add(files.size() + " " + what + ", such as " + files.first());
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Undoes what attempts have done to the host, and ends the host's process. */
    @Override
    public void close() throws IOException {
        leftProcesses().forEach(ProcessHandle::destroyForcibly);
        if (!setting().equals(setting)) {
            Files.writeString(SETTING, setting);
        }
        // It ends with its input, and takes what it has shared along.
        witness.getOutputStream().close();
        try {
            witness.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
