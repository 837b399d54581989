package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.node.SlotDevice;
import org.kubeos.oci.Digest;

/** An upgrade in a process of its own, which may have little memory, and may be killed. It upgrades a {@link TestNode}. */
final class ChildUpgrade {

    /** Java property: the line of the output after which the process waits to be killed. */
    static final String PAUSE = "pauseAfter";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ChildUpgrade() {}

    private void say(String line) {
        out.println(line);
        if (line.equals(System.getProperty(PAUSE))) {
            try {
                System.in.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param arguments directory of the node, name of the source, and the digest of a file */
    public static void main(String[] arguments) throws IOException {
        new ChildUpgrade().run(arguments);
    }

    private void run(String[] arguments) throws IOException {
        TestNode node = TestNode.open(Path.of(arguments[0]));
        UpgradeRequest request = UpgradeRequest.of(arguments[1]).withInsecure();
        if (arguments.length > 2) {
            request = request.withDigest(Digest.parse(arguments[2]));
        }
        node.storages = (device, toWrite) ->
                toWrite ? new TracedStorage(SlotDevice.openToWrite(device), this::say) : SlotDevice.openToRead(device);
        PreparedUpgrade prepared = node.upgrader().prepare(request, event -> {
            if (event instanceof Event.Step(String step)) {
                say("step " + step);
            }
        });
        say("prepared " + prepared.contentDigest() + " " + prepared.transfer());
        long peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .sum();
        say("peak " + peak + " KiB");
    }

    /** The command that runs it. */
    static ProcessBuilder command(List<String> options, TestNode node, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), ChildUpgrade.class.getName()));
        command.add(node.root.directory().toString());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
