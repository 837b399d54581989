import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Times several ways to the same result against each other: in turn, round after round, so that a busy moment of the
 * machine hits all of them. The first round warms up and does not count.
 */
final class Contest {

    interface Work {
        void run() throws IOException;
    }

    private record Contestant(String name, Work work, List<Double> seconds) {
        double median() {
            List<Double> sorted = seconds.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    private final List<Contestant> contestants = new ArrayList<>();

    Contest add(String name, Work work) {
        contestants.add(new Contestant(name, work, new ArrayList<>()));
        return this;
    }

    /** Runs all contestants and prints their times, with ratios to the first one's. */
    void run(int rounds) throws IOException {
        for (int round = -1; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                double seconds = time(contestant.work());
                if (round >= 0) {
                    contestant.seconds().add(seconds);
                }
            }
        }
        double first = contestants.getFirst().median();
        System.out.println("| | median | min | max | ratio |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (Contestant contestant : contestants) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f s | %.2f s | %.2f s | %.2f |%n",
                    contestant.name(),
                    contestant.median(),
                    Collections.min(contestant.seconds()),
                    Collections.max(contestant.seconds()),
                    contestant.median() / first);
        }
        System.out.println();
    }

    static double time(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
