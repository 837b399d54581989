package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Times whole commands against each other: in turn, round after round, so that a busy moment of the machine hits all of
 * them, each when the disk has all that was written before. Prints medians and ratios as a Markdown table.
 *
 * <p>Usage: {@code Bench ROUNDS NAME COMMAND… -- NAME COMMAND… …}; the ratios are those to the first command.
 */
final class Bench {

    private record Contestant(String name, List<String> command, List<Double> seconds) {
        double median() {
            List<Double> sorted = seconds.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        List<Contestant> contestants = parse(List.of(arguments).subList(1, arguments.length));
        for (int round = -1; round < rounds; round++) { // the first round warms up and does not count
            for (Contestant contestant : contestants) {
                double seconds = time(contestant.command());
                if (round >= 0) {
                    contestant.seconds().add(seconds);
                }
            }
        }
        double first = contestants.getFirst().median();
        System.out.println("| command | median | min | max | ratio to "
                + contestants.getFirst().name() + " |");
        System.out.println("|---|---|---|---|---|");
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
    }

    private static List<Contestant> parse(List<String> arguments) {
        var contestants = new ArrayList<Contestant>();
        int start = 0;
        for (int i = 0; i <= arguments.size(); i++) {
            if (i == arguments.size() || arguments.get(i).equals("--")) {
                contestants.add(new Contestant(
                        arguments.get(start), List.copyOf(arguments.subList(start + 1, i)), new ArrayList<>()));
                start = i + 1;
            }
        }
        return contestants;
    }

    private static double time(List<String> command) throws IOException, InterruptedException {
        // What the command before has written is the disk's business first: nobody is to wait for another's data.
        run(List.of("sync"));
        long start = System.nanoTime();
        run(command);
        return (System.nanoTime() - start) / 1e9;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path log = Path.of("bench.log");
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + exitCode + "; see " + log.toAbsolutePath());
        }
    }
}
