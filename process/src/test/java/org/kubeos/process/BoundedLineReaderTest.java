package org.kubeos.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedLineReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\n", "\n", "\n\na", "a\r\nb\r\n", "a\rb", "a\n\r\n\rb", "\r\r\n"})
    void areThoseOfABufferedReader(String text) throws IOException {
        List<String> expected =
                new BufferedReader(new StringReader(text)).lines().toList();
        assertThat(lines(text)).isEqualTo(expected);
    }

    @Test
    void areCutOff() throws IOException {
        String flood = "x".repeat(3 * BoundedLineReader.MAX_LENGTH);
        assertThat(lines(flood + "\nnext")).containsExactly("x".repeat(BoundedLineReader.MAX_LENGTH), "next");
    }

    private static List<String> lines(String text) throws IOException {
        var lines = new ArrayList<String>();
        try (var bounded = new BoundedLineReader(new StringReader(text))) {
            bounded.forEach(lines::add);
        }
        return lines;
    }
}
