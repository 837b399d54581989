package org.kubeos.diskimage.cluster;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where clusters of the disk stand in the image file, kept as runs that are contiguous in both, so that memory goes
 * with how scattered the writes were and not with the size of the disk.
 */
final class ClusterRuns {

    private final int clusterBits;
    private final HostClusters hostClusters;
    private final TreeMap<Long, Run> runs = new TreeMap<>();

    ClusterRuns(int clusterBits, HostClusters hostClusters) {
        this.clusterBits = clusterBits;
        this.hostClusters = hostClusters;
    }

    /** The runs, ascending by their place on the disk. */
    Collection<Run> ascending() {
        return runs.values();
    }

    /** The part from {@code guest} on of the run that has this cluster. */
    Optional<Run> find(long guest) {
        Map.Entry<Long, Run> entry = runs.floorEntry(guest);
        if (entry == null || entry.getValue().guestEnd() <= guest) {
            return Optional.empty();
        }
        Run run = entry.getValue();
        long skipped = guest - run.guest();
        return Optional.of(new Run(guest, run.hostOffset() + (skipped << clusterBits), run.count() - skipped));
    }

    /** A run that starts at {@code guest}: one that is there, or a new one of at most {@code count} clusters. */
    Run findOrAllocate(long guest, long count) {
        return find(guest).orElseGet(() -> allocate(guest, count));
    }

    private Run allocate(long guest, long wanted) {
        Long following = runs.higherKey(guest);
        long count = following == null ? wanted : Math.min(wanted, following - guest);
        var run = new Run(guest, hostClusters.allocate(count), count);
        Map.Entry<Long, Run> before = runs.lowerEntry(guest);
        if (before != null && continues(before.getValue(), run)) {
            Run start = before.getValue();
            runs.put(start.guest(), new Run(start.guest(), start.hostOffset(), start.count() + count));
        } else {
            runs.put(guest, run);
        }
        return run;
    }

    private boolean continues(Run run, Run next) {
        return run.guestEnd() == next.guest() && run.hostOffset() + (run.count() << clusterBits) == next.hostOffset();
    }
}
