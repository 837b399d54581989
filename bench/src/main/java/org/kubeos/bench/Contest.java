package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Times several ways to the same result against each other: in turn, round after round, so that a busy moment of the
 * machine hits all of them. The first round warms up and does not count.
 */
final class Contest {

    interface Work {
        void run() throws IOException;
    }

    /**
     * @param wall seconds on the clock
     * @param cpu seconds of processor time, of this process and of those it started; a busy machine disturbs them less
     */
    record Time(double wall, double cpu) {
        static Time of(Work work) throws IOException {
            long start = System.nanoTime();
            double cpuStart = cpuSeconds();
            work.run();
            return new Time((System.nanoTime() - start) / 1e9, cpuSeconds() - cpuStart);
        }

        /** Linux manual, proc_pid_stat(5): fields 14 to 17, in ticks of 10 ms, own and children's. */
        private static double cpuSeconds() throws IOException {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = 14; field <= 17; field++) {
                ticks += Long.parseLong(fields[field - 3]);
            }
            return ticks / 100.0;
        }
    }

    private record Contestant(String name, Work preparation, Work work, List<Time> times) {
        double median(ToDoubleFunction<Time> of) {
            return times.stream().mapToDouble(of).sorted().toArray()[times.size() / 2];
        }

        double fastest() {
            return times.stream().mapToDouble(Time::wall).min().orElseThrow();
        }
    }

    private final List<Path> outputs;
    private final List<Contestant> contestants = new ArrayList<>();

    /** @param outputs what the contestants write; it is deleted before each of them starts, outside the time taken */
    Contest(Path... outputs) {
        this.outputs = List.of(outputs);
    }

    Contest add(String name, Work work) {
        return add(name, () -> {}, work);
    }

    /** @param preparation is done before each round, outside the time taken */
    Contest add(String name, Work preparation, Work work) {
        contestants.add(new Contestant(name, preparation, work, new ArrayList<>()));
        return this;
    }

    /** Runs all contestants, and lets each of them warm up in a round before that does not count. */
    Contest run(int rounds) throws IOException {
        runOnce();
        contestants.forEach(contestant -> contestant.times().clear());
        return runWarm(rounds);
    }

    /** Runs all contestants, every round of which counts. */
    Contest runWarm(int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            runOnce();
        }
        return this;
    }

    private void runOnce() throws IOException {
        for (Contestant contestant : contestants) {
            for (Path output : outputs) {
                Files.deleteIfExists(output);
            }
            contestant.preparation().run();
            contestant.times().add(Time.of(contestant.work()));
        }
    }

    /** The fastest time of each contestant, in the order in which they were added. */
    List<Time> fastest() {
        return contestants.stream()
                .map(contestant -> contestant.times().stream()
                        .min(Comparator.comparingDouble(Time::wall))
                        .orElseThrow())
                .toList();
    }

    /** Prints all times, with ratios of the medians to the first contestant's. */
    void print() {
        Contestant first = contestants.getFirst();
        System.out.println("| | median | ratio | fastest | processor time | ratio |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (Contestant contestant : contestants) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f s | %.2f | %.2f s | %.2f s | %.2f |%n",
                    contestant.name(),
                    contestant.median(Time::wall),
                    contestant.median(Time::wall) / first.median(Time::wall),
                    contestant.fastest(),
                    contestant.median(Time::cpu),
                    contestant.median(Time::cpu) / first.median(Time::cpu));
        }
        System.out.println();
    }

    /** Prints the times on the clock, with their ratios: for contestants that have others work for them. */
    void printWall() {
        Contestant first = contestants.getFirst();
        System.out.println("| | median | ratio | fastest |");
        System.out.println("|---|---:|---:|---:|");
        for (Contestant contestant : contestants) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f s | %.2f | %.2f s |%n",
                    contestant.name(),
                    contestant.median(Time::wall),
                    contestant.median(Time::wall) / first.median(Time::wall),
                    contestant.fastest());
        }
        System.out.println();
    }
}
