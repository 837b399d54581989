package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.upgrade.Transfer;
import org.kubeos.agent.upgrade.UpgradeConditions;
import org.kubeos.agent.upgrade.UpgradeRequest;
import org.kubeos.agent.upgrade.UpgradeSettings;
import org.kubeos.agent.upgrade.Upgrader;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.registry.HostSettings;

/** The agent's upgrade of an {@link UpgradeNode}, in a process with the agent's memory. */
final class UpgradeProcess {

    private UpgradeProcess() {}

    /** @param arguments the node's directory, and the name of an image, which a key that the node trusts must have signed */
    public static void main(String[] arguments) throws IOException {
        var root = new NodeRoot(Path.of(arguments[0]));
        String host = ImageReference.parse(arguments[1]).registry();
        UpgradeSettings settings =
                UpgradeSettings.ofNode(System.getenv()).withRegistries(Map.of(host, HostSettings.INSECURE), Map.of());
        Transfer transfer = new Upgrader(root, settings, new Confirmed())
                .prepare(UpgradeRequest.of(arguments[1]), Events.NONE)
                .transfer();
        System.out.println(new Result(transfer.fetched(), transfer.requests(), peakKilobytes()).line());
    }

    /** Linux manual, proc_pid_status(5): the most memory that was resident at a time. */
    private static long peakKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /**
     * The outcome, as the process prints it.
     *
     * @param fetched bytes of chunks
     * @param requests for those
     * @param peakKilobytes memory
     */
    record Result(long fetched, int requests, long peakKilobytes) {

        String line() {
            return fetched + " " + requests + " " + peakKilobytes;
        }

        static Result parse(String line) {
            String[] fields = line.strip().split(" ");
            return new Result(Long.parseLong(fields[0]), Integer.parseInt(fields[1]), Long.parseLong(fields[2]));
        }
    }

    private static final class Confirmed implements UpgradeConditions {

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public Optional<String> quarantine(String version, Digest imageDigest) {
            return Optional.empty();
        }
    }
}
