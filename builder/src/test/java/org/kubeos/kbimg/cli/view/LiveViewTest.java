package org.kubeos.kbimg.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LiveViewTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private LiveView view(Charset charset) {
        return new LiveView(new PrintStream(bytes, true, charset), now::get);
    }

    private void pass(int seconds) {
        now.set(now.get().plusSeconds(seconds));
    }

    /** What stays on the terminal: of each line, what follows the last erasure. */
    private List<String> screen(Charset charset) {
        return Arrays.stream(bytes.toString(charset).split("\n"))
                .map(line -> line.substring(line.lastIndexOf("\u001b[K") + 3))
                .toList();
    }

    @Test
    void finishedStepsStayWithTheirTime() {
        try (LiveView view = view(StandardCharsets.UTF_8)) {
            view.step("Installing packages");
            view.detail("84 of 120 packages");
            pass(33);
            view.warning("no KVM\u001b[2J");
            view.step("Writing disk");
            pass(125);
            view.succeeded();
        }
        assertThat(screen(StandardCharsets.UTF_8))
                .containsExactly("warning: no KVM [2J", "✓ Installing packages  33 s", "✓ Writing disk  2 min 05 s");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("Installing packages  33 s  84 of 120 packages");
    }

    @Test
    void theStepThatFailedIsMarked() {
        try (LiveView view = view(StandardCharsets.UTF_8)) {
            view.step("Installing packages");
            pass(1);
        }
        assertThat(screen(StandardCharsets.UTF_8)).containsExactly("✗ Installing packages  1.0 s");
    }

    @Test
    void aTerminalWithoutTheSymbolsGetsWords() {
        try (LiveView view = view(StandardCharsets.US_ASCII)) {
            view.step("Writing disk");
            view.succeeded();
        }
        assertThat(screen(StandardCharsets.US_ASCII)).containsExactly("ok Writing disk  0.0 s");
    }
}
