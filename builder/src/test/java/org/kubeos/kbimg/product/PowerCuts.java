package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kubeos.testkit.DiskWriteLog;
import org.kubeos.testkit.DiskWriteLog.Entry;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Sfdisk;
import org.kubeos.testkit.Tool;

/**
 * The disks that power cuts would have left, at every point of what a machine wrote. Whatever was flushed is there; of what came
 * after, any part can be, and a sector can be torn.
 *
 * <p>Each must start a slot that is whole. {@code -Dkbimg.cuts.boots} says how many are started in QEMU, {@code
 * -Dkbimg.cuts.samples} how many random ones are looked at between two flushes, {@code -Dkbimg.seed} where random numbers begin.
 */
final class PowerCuts {

    private static final int BOOTS = Integer.getInteger("kbimg.cuts.boots", 2);
    private static final int SAMPLES = Integer.getInteger("kbimg.cuts.samples", 20);
    private static final int PERSIST_CHECKS = Integer.getInteger("kbimg.cuts.checks", 6);
    private static final long SEED = Long.getLong("kbimg.seed", 20261128);

    /** The kernel writes these to the superblock when it unmounts, and counts anew when it mounts. */
    private static final String LAZY_COUNTS =
            "Free (blocks|inodes) count wrong \\(\\d+, counted=\\d+\\)\\.\nFix\\? yes";

    private final UpgradableNode node;
    private final Path directory;
    private final Path log;
    private final CutDisk disk;
    private final Map<Integer, Range> partitions = new TreeMap<>();
    private final Set<String> whole;
    private final long size;
    private final Random random = new Random(SEED);

    /** Digests of the slots as far as they have been needed since they were written last. */
    private final Map<Integer, String> digests = new HashMap<>();

    private final Map<String, Integer> choices = new TreeMap<>();

    private record Range(long start, long end) {}

    /**
     * Opens a recording.
     *
     * @param built the disk before the first boot
     * @param log what was written to it
     * @param contents what a slot holds in each version, as files of the same size
     * @param directory for files that come and go
     */
    PowerCuts(UpgradableNode node, Path built, Path log, List<Path> contents, Path directory) throws IOException {
        this.node = node;
        this.directory = directory;
        this.log = log;
        Path copy = directory.resolve("cut.img");
        copy(built, copy);
        disk = new CutDisk(copy, log);
        List<Map<String, String>> table = Sfdisk.read(built).partitions();
        for (int i = 0; i < table.size(); i++) {
            long start = BuiltImage.bytes(table.get(i), "start");
            partitions.put(i + 1, new Range(start, start + BuiltImage.bytes(table.get(i), "size")));
        }
        size = Files.size(contents.getFirst());
        var known = new HashSet<String>();
        for (Path content : contents) {
            known.add(Tool.run("sha256sum", content.toString())
                    .expectSuccess()
                    .text()
                    .split(" ")[0]);
        }
        known.add(digest(2));
        whole = Set.copyOf(known);
    }

    /** Fails unless every disk starts a whole slot, and those that are started come up and can be upgraded. */
    void judge() throws IOException {
        List<List<Entry>> epochs = epochs(DiskWriteLog.read(log).entries());
        List<Integer> interesting = new ArrayList<>();
        for (int i = 0; i < epochs.size(); i++) {
            if (touches(epochs.get(i), 1)) {
                interesting.add(i);
            }
        }
        System.out.println("PowerCuts: " + epochs.size() + " flushes, " + interesting.size()
                + " after writes to BOOT; seed " + SEED + " (-Dkbimg.seed=" + SEED + " repeats it)");
        Set<Integer> boots = sample(interesting, epochs.size(), BOOTS);
        Set<Integer> checks = sample(List.of(), epochs.size(), PERSIST_CHECKS);
        try (disk) {
            for (int i = 0; i < epochs.size(); i++) {
                List<Entry> epoch = epochs.get(i);
                if (touches(epoch, 1)) {
                    lookBetween(epoch);
                }
                for (Entry entry : epoch) {
                    disk.apply(entry);
                }
                forgetDigests(epoch);
                if (touches(epoch, 1) || touches(epoch, 2) || touches(epoch, 3)) {
                    startsAWholeSlot("after flush " + i);
                }
                if (checks.contains(i)) {
                    persistIsSound("flush " + i);
                }
                if (boots.contains(i)) {
                    comesUp("flush " + i);
                }
            }
        } finally {
            Files.deleteIfExists(disk.file());
        }
        System.out.println("PowerCuts: slots chosen " + choices);
        assertThat(choices.keySet()).containsExactly("A", "B");
    }

    /** The writes up to each flush. */
    private static List<List<Entry>> epochs(List<Entry> entries) {
        var epochs = new ArrayList<List<Entry>>();
        var epoch = new ArrayList<Entry>();
        for (Entry entry : entries) {
            if (entry.flush() && !epoch.isEmpty()) {
                epochs.add(List.copyOf(epoch));
                epoch.clear();
            }
            if (entry.length() > 0) {
                epoch.add(entry);
            }
        }
        epochs.add(List.copyOf(epoch));
        return epochs;
    }

    private Set<Integer> sample(List<Integer> preferred, int all, int count) {
        var sample = new TreeSet<Integer>();
        var rest = new ArrayList<>(preferred);
        while (sample.size() < count && sample.size() < all) {
            boolean choose = !rest.isEmpty() && sample.size() % 2 == 0;
            sample.add(choose ? rest.remove(random.nextInt(rest.size())) : random.nextInt(all));
        }
        return sample;
    }

    private boolean touches(List<Entry> epoch, int partition) {
        Range range = partitions.get(partition);
        return epoch.stream().anyMatch(entry -> entry.touches(range.start(), range.end()));
    }

    private void forgetDigests(List<Entry> epoch) {
        for (int slot = 2; slot <= 3; slot++) {
            if (touches(epoch, slot)) {
                digests.remove(slot);
            }
        }
    }

    /** Random parts of the writes to BOOT in random order, the last of them torn, within a sector, too. */
    private void lookBetween(List<Entry> epoch) throws IOException {
        Range boot = partitions.get(1);
        List<Entry> writes = epoch.stream()
                .filter(entry -> entry.touches(boot.start(), boot.end()))
                .toList();
        for (int sample = 0; sample < SAMPLES; sample++) {
            var reordered = new ArrayList<>(writes);
            Collections.shuffle(reordered, random);
            int count = random.nextInt(reordered.size());
            for (Entry entry : reordered.subList(0, count)) {
                disk.tear(entry, 0, (int) entry.length());
            }
            Entry torn = reordered.get(count);
            int at = random.nextBoolean()
                    ? DiskWriteLog.SECTOR * random.nextInt(CutDisk.sectors(torn) + 1)
                    : random.nextInt((int) torn.length() + 1);
            if (random.nextBoolean()) {
                disk.tear(torn, 0, at);
            } else {
                disk.tear(torn, at, (int) torn.length());
            }
            String slot = startsAWholeSlot("between two flushes");
            assertThat(touches(epoch, slot.equals("A") ? 2 : 3))
                    .as("writes to slot %s while it may be started", slot)
                    .isFalse();
            disk.takeBack();
        }
    }

    private String startsAWholeSlot(String when) throws IOException {
        String slot = BootChoice.of(node, disk.file(), partitions.get(1).start());
        assertThat(whole)
                .as("digests of whole slots; %s, slot %s is started", when, slot)
                .contains(digest(slot.equals("A") ? 2 : 3));
        choices.merge(slot, 1, Integer::sum);
        return slot;
    }

    private String digest(int slot) throws IOException {
        String known = digests.get(slot);
        if (known == null) {
            known = disk.sha256(partitions.get(slot).start(), size);
            digests.put(slot, known);
        }
        return known;
    }

    /**
     * Once the journal is replayed, as mounting does it. In a file of its own: e2fsck forgets where the file system begins once it
     * has replayed the journal.
     */
    private void persistIsSound(String when) {
        Path copy = BuiltImage.partition(disk.file(), 4, directory.resolve("checked.img"));
        Tool.Result repair = Tool.run("e2fsck", "-f", "-y", copy.toString());
        assertThat(repair.exitCode())
                .as("e2fsck of PERSIST at %s: %s", when, repair.text())
                .isLessThanOrEqualTo(1);
        assertThat(repair.text().replaceAll(LAZY_COUNTS, ""))
                .as("e2fsck of PERSIST at %s", when)
                .doesNotContain("? yes");
        E2fsck.expectClean(copy);
    }

    private void comesUp(String when) throws IOException {
        Path copy = directory.resolve("started.img");
        copy(disk.file(), copy);
        try (SerialConsole console = node.start(copy)) {
            console.login("root", UpgradableNode.PASSWORD);
            assertThat(console.runSuccessfully(". /etc/os-release; echo $VERSION_ID"))
                    .as(when)
                    .matches("v[123]");
            console.runSuccessfully("until kubeos status | grep -q 'running, confirmed'; do sleep 1; done");
            console.send("systemctl poweroff\n");
            console.awaitEnd(SerialConsole.COMMAND_DEADLINE);
        }
        E2fsck.expectClean(copy, partitions.get(4).start());
        Files.delete(copy);
    }

    /** Copies a disk, and leaves out what is zeros. */
    static void copy(Path from, Path to) {
        Tool.run("cp", "--sparse=always", from.toString(), to.toString()).expectSuccess();
    }
}
