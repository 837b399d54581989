package org.kubeos.agent.shadow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The difference of two texts, line by line, in the unified format of diff. */
final class LineDiff {

    private static final int CONTEXT = 3;

    /** Pairs of lines that are compared at most: two bytes are needed for each. */
    private static final long MAX_PAIRS = 4_000_000;

    private static final String NO_NEWLINE = "\\ No newline at end of file";

    private final List<String> before;
    private final List<String> after;
    private final List<Step> steps = new ArrayList<>();

    /** A line of the result: kept (' '), removed ('-') or added ('+'). */
    private record Step(char sign, String line) {}

    private LineDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Compares two texts.
     *
     * @return the hunks, each line with a line break, without a header; empty if the texts have too many lines that differ
     */
    static Optional<String> of(String before, String after) {
        var diff = new LineDiff(lines(before), lines(after));
        return diff.compare() ? Optional.of(diff.hunks()) : Optional.empty();
    }

    /** With their line breaks, since the last line may have none. */
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    private boolean compare() {
        int common = Math.min(before.size(), after.size());
        int head = 0;
        while (head < common && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < common - head
                && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        List<String> left = before.subList(head, before.size() - tail);
        List<String> right = after.subList(head, after.size() - tail);
        if ((left.size() + 1L) * (right.size() + 1L) > MAX_PAIRS) {
            return false;
        }
        keep(before.subList(0, head));
        compareMiddle(left, right);
        keep(before.subList(before.size() - tail, before.size()));
        return true;
    }

    private void keep(List<String> lines) {
        lines.forEach(line -> steps.add(new Step(' ', line)));
    }

    /** By the longest common subsequence; removed lines come before added ones. */
    private void compareMiddle(List<String> left, List<String> right) {
        // The length fits in an unsigned 16-bit number, since no more pairs than MAX_PAIRS are compared.
        var length = new char[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                length[i][j] = left.get(i).equals(right.get(j))
                        ? (char) (length[i + 1][j + 1] + 1)
                        : (char) Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                steps.add(new Step(' ', left.get(i)));
                i++;
                j++;
            } else if (i < left.size() && (j == right.size() || length[i + 1][j] >= length[i][j + 1])) {
                steps.add(new Step('-', left.get(i)));
                i++;
            } else {
                steps.add(new Step('+', right.get(j)));
                j++;
            }
        }
    }

    private String hunks() {
        var text = new StringBuilder();
        int next = 0;
        int oldLine = 1;
        int newLine = 1;
        while (next < steps.size()) {
            int start = firstChange(next);
            if (start == steps.size()) {
                break;
            }
            int from = Math.max(next, start - CONTEXT);
            oldLine += from - next;
            newLine += from - next;
            int to = end(start);
            List<Step> hunk = steps.subList(from, to);
            int removed = (int) hunk.stream().filter(step -> step.sign() != '+').count();
            int added = (int) hunk.stream().filter(step -> step.sign() != '-').count();
            text.append("@@ -").append(range(oldLine, removed));
            text.append(" +").append(range(newLine, added)).append(" @@\n");
            hunk.forEach(step -> append(step, text));
            oldLine += removed;
            newLine += added;
            next = to;
        }
        return text.toString();
    }

    private int firstChange(int from) {
        int at = from;
        while (at < steps.size() && steps.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    /** Changes with few lines between them are in one hunk. */
    private int end(int firstChange) {
        int end = firstChange;
        int next = firstChange;
        while (next < steps.size() && next - end <= 2 * CONTEXT) {
            if (steps.get(next).sign() != ' ') {
                end = next + 1;
            }
            next++;
        }
        return Math.min(steps.size(), end + CONTEXT);
    }

    /** POSIX, "Diff Unified Output Format": an empty range names the line before it, and a count of one is left out. */
    private static String range(int line, int count) {
        return (count == 0 ? line - 1 : line) + (count == 1 ? "" : "," + count);
    }

    private static void append(Step step, StringBuilder text) {
        text.append(step.sign()).append(step.line());
        if (!step.line().endsWith("\n")) {
            text.append('\n').append(NO_NEWLINE).append('\n');
        }
    }
}
