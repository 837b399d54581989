package org.kubeos.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Times whole commands against each other: in turn, round after round, so that a busy moment of the machine hits all of
 * them, each when the disk has all that was written before. Prints medians and ratios as a Markdown table, of the time on the
 * clock and of the processor's, which a busy machine disturbs less.
 *
 * <p>Usage: {@code Bench ROUNDS NAME COMMAND… -- NAME COMMAND… …}; the ratios are those to the first command.
 */
final class Bench {

    private record Contestant(String name, List<String> command, List<Contest.Time> times) {
        double median(ToDoubleFunction<Contest.Time> of) {
            return times.stream().mapToDouble(of).sorted().toArray()[times.size() / 2];
        }

        DoubleSummaryStatistics wall() {
            return times.stream().mapToDouble(Contest.Time::wall).summaryStatistics();
        }
    }

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[0]);
        List<Contestant> contestants = parse(List.of(arguments).subList(1, arguments.length));
        for (int round = -1; round < rounds; round++) { // the first round warms up and does not count
            for (Contestant contestant : contestants) {
                Contest.Time time = time(contestant.command());
                if (round >= 0) {
                    contestant.times().add(time);
                }
            }
        }
        Contestant first = contestants.getFirst();
        System.out.println("| command | median | min | max | ratio to " + first.name() + " | processor time | ratio |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (Contestant contestant : contestants) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f s | %.2f s | %.2f s | %.2f | %.2f s | %.2f |%n",
                    contestant.name(),
                    contestant.median(Contest.Time::wall),
                    contestant.wall().getMin(),
                    contestant.wall().getMax(),
                    contestant.median(Contest.Time::wall) / first.median(Contest.Time::wall),
                    contestant.median(Contest.Time::cpu),
                    contestant.median(Contest.Time::cpu) / first.median(Contest.Time::cpu));
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

    private static Contest.Time time(List<String> command) throws IOException {
        // What the command before has written is the disk's business first: nobody is to wait for another's data.
        run(List.of("sync"));
        return Contest.Time.of(() -> run(command));
    }

    private static void run(List<String> command) throws IOException {
        Path log = Path.of("bench.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exitCode;
        try {
            exitCode = process.waitFor();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        if (exitCode != 0) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + exitCode + "; see " + log.toAbsolutePath());
        }
    }
}
