package org.kubeos.kbimg.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kubeos.kbimg.cli.view.TerminalText;

/** A table of aligned text columns. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        row(titles);
    }

    void row(String... cells) {
        rows.add(Arrays.stream(cells).map(TerminalText::oneLine).toList());
    }

    void print(PrintStream out) {
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell).repeat(" ", width(column) - cell.length()).append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
