package org.kubeos.kbimg.boot.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kubeos.testkit.GrubTools;

class GrubEnvironmentTest {

    @Test
    void grubReadsANewImagesEnvironment() throws IOException {
        byte[] block = GrubEnvironment.ofNewImage().render();
        assertThat(block).hasSize(1024);
        assertThat(GrubTools.environment(block)).containsExactly("saved_entry=A");
    }

    @Test
    void grubReadsAFullBlock() throws IOException {
        String value = "x".repeat(GrubEnvironment.SIZE - "# GRUB Environment Block\nfill=\n".length());
        byte[] block = new GrubEnvironment(Map.of("fill", value)).render();
        assertThat(GrubTools.environment(block)).containsExactly("fill=" + value);
        assertThatThrownBy(() -> new GrubEnvironment(Map.of("fill", value + "x")).render())
                .hasMessage("GRUB's variables take 1025 of 1024 bytes");
    }

    @Test
    void refusesWhatWouldEndTheLine() {
        assertThatThrownBy(() -> new GrubEnvironment(Map.of("saved_entry", "A\nboot_tries=3")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
