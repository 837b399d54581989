package org.kubeos.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.bench.UpgradeImages.Repository;
import org.kubeos.nodelayout.Slot;

/**
 * The upgrade of a node from docker-registry on this machine, by the agent, in the original's way, and by RAUC. Started by
 * {@code bench/upgrade}.
 */
final class UpgradeBench {

    private static final String BEFORE = "v0";
    private static final String RUNNING = "v1";
    private static final String HOST_NAME = "v2-hostname";
    private static final String PACKAGE = "v2-package";
    private static final String SECURITY = "v2-security";

    /** What is different from the running version. */
    private static final Map<String, String> UPGRADES = new TreeMap<>(Map.of(
            HOST_NAME, "another host name and version",
            PACKAGE, "a package of 1 MB more",
            SECURITY, "the distribution's updates"));

    private final Path work;
    private final long slotSize;
    private final int rounds;
    private final Commands commands;
    private final UpgradeImages images;
    /** That of the largest version, in bytes. */
    private final long contentSize;

    private final UpgradeNode node;
    /** A node whose slots have nothing in common with any version. */
    private final UpgradeNode bare;

    private long peakKilobytes;

    private UpgradeBench(
            Path work, int rounds, String kbimg, Path options, long slotSize, List<Repository> repositories)
            throws IOException {
        this.work = work;
        this.rounds = rounds;
        this.slotSize = slotSize;
        this.commands = new Commands(work);
        this.images = new UpgradeImages(work.resolve("images"), kbimg, commands);
        List<Repository> release = repositories.subList(0, 1);
        images.push(BEFORE, "before", release);
        images.push(RUNNING, "node", release);
        images.push(HOST_NAME, "other", release);
        images.push(PACKAGE, "node", release, "screen");
        images.push(SECURITY, "node", repositories);
        long largest = 0;
        for (String version : List.of(BEFORE, RUNNING, HOST_NAME, PACKAGE, SECURITY)) {
            largest = Math.max(largest, images.sizes(version).size());
        }
        this.contentSize = largest;
        Path archive = images.archive(BEFORE);
        this.node = new UpgradeNode(work.resolve("node"), archive, options, commands);
        this.bare = new UpgradeNode(work.resolve("bare"), archive, options, commands);
    }

    /**
     * @param arguments the directory to work in, the number of rounds, kbimg, the file with the agent's options for Java, the size
     *     of a slot in MiB, and package archives with their suites, of which the first is the release and the others its updates
     */
    public static void main(String[] arguments) throws IOException {
        var repositories = new ArrayList<Repository>();
        for (int i = 5; i + 1 < arguments.length; i += 2) {
            repositories.add(new Repository(arguments[i], arguments[i + 1]));
        }
        var bench = new UpgradeBench(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                arguments[2],
                Path.of(arguments[3]),
                Long.parseLong(arguments[4]) << 20,
                repositories);
        try (bench.images) {
            bench.run();
        }
    }

    private void run() throws IOException {
        bare.fill(Slot.B, Optional.empty(), slotSize);
        Path before = install(BEFORE);
        Path running = install(RUNNING);
        Path next = install(HOST_NAME);
        node.fill(Slot.A, Optional.of(running), slotSize);
        node.fill(Slot.B, Optional.of(before), slotSize);
        compare(before, next);
        var others = new Contest();
        UPGRADES.forEach((version, what) ->
                others.add("os-agent: " + what, () -> reset(node, Optional.of(before)), () -> upgrade(node, version)));
        others.run(rounds).print();
        System.out.println("| upgrade to | layer | all chunks | changed | chunks fetched | requests | all fetched"
                + " | of all chunks | of what changed |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (String version : UPGRADES.keySet()) {
            printTransfer(version, before, running);
        }
        System.out.println("\nMost memory of os-agent: " + megabytes(peakKilobytes * 1024));
    }

    /** All ways to the same version. */
    private void compare(Path before, Path next) throws IOException {
        Path slot = work.resolve("peers.img");
        UpgradeNode.fill(slot, Optional.empty(), slotSize);
        String image = images.name(HOST_NAME);
        try (var original = new OriginalUpgrade(work.resolve("original"), slot, slotSize, commands);
                var rauc = new RaucUpgrade(work.resolve("rauc"), slot, commands)) {
            long bundle = rauc.bundle(HOST_NAME, next);
            System.out.println("### To " + UPGRADES.get(HOST_NAME) + ": " + megabytes(Files.size(next))
                    + " in a slot of " + megabytes(slotSize) + "\n");
            new Contest()
                    .add("os-agent", () -> reset(node, Optional.of(before)), () -> upgrade(node, HOST_NAME))
                    .add(
                            "os-agent, the other slot empty",
                            () -> reset(node, Optional.empty()),
                            () -> upgrade(node, HOST_NAME))
                    .add(
                            "os-agent, nothing to copy from",
                            () -> reset(bare, Optional.empty()),
                            () -> upgrade(bare, HOST_NAME))
                    .add("the original's way", () -> original.clean(image), () -> original.upgrade(image))
                    .add("RAUC", rauc::clean, () -> rauc.upgrade(HOST_NAME))
                    .run(rounds)
                    .printWall();
            original.clean(image);
            long fetched = images.traffic().count(() -> original.upgrade(image));
            System.out.println(
                    "The original's way fetches " + megabytes(fetched) + ", RAUC " + megabytes(bundle) + ".\n");
        }
    }

    private void printTransfer(String version, Path before, Path running) throws IOException {
        reset(node, Optional.of(before));
        var result = new UpgradeProcess.Result[1];
        long all = images.traffic().count(() -> result[0] = node.upgrade(images.name(version)));
        UpgradeImages.Sizes sizes = images.sizes(version);
        Path changed = work.resolve("changed");
        Path compressed = work.resolve("changed.zst");
        ChangedBlocks.write(node.slot(Slot.B), sizes.size(), running, changed);
        commands.run("zstd", "-9", "-q", "-f", changed.toString(), "-o", compressed.toString());
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %d | %s | %.1f %% | %.2f |%n",
                UPGRADES.get(version),
                megabytes(sizes.layer()),
                megabytes(sizes.frames()),
                megabytes(Files.size(compressed)),
                megabytes(result[0].fetched()),
                result[0].requests(),
                megabytes(all),
                100.0 * all / sizes.frames(),
                (double) all / Files.size(compressed));
    }

    /** Has the agent write a version to an empty slot, and keeps a copy of the content. */
    private Path install(String version) throws IOException {
        reset(bare, Optional.empty());
        upgrade(bare, version);
        Path copy = work.resolve(version + ".img");
        try (var in = FileChannel.open(bare.slot(Slot.B));
                var out = FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long size = images.sizes(version).size();
            for (long done = 0; done < size; ) {
                done += in.transferTo(done, size - done, out);
            }
        }
        return copy;
    }

    /** Before each upgrade: the same slot, none of it in the system's cache, and a disk that has nothing else to do. */
    private void reset(UpgradeNode target, Optional<Path> other) throws IOException {
        target.fill(Slot.B, other, contentSize);
        commands.run("sync");
    }

    private void upgrade(UpgradeNode target, String version) throws IOException {
        peakKilobytes =
                Math.max(peakKilobytes, target.upgrade(images.name(version)).peakKilobytes());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
