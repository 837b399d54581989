package org.kubeos.kbimg.artifact.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.BuildException;

class SeenImagesTest {

    static final String REPOSITORY = "registry.example.org/kubeos";
    static final Instant DATE = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path cache;

    private void use(int seconds, String version) throws IOException {
        SeenImages.in(cache)
                .require(REPOSITORY, Optional.of(new SignedVersion(DATE.plusSeconds(seconds), version)), false);
    }

    @ParameterizedTest
    @CsvSource({"v9,v10", "v1.2,v1.10", "v1,v1.1", "1.9.9,2", "v01,v2", "a,b", "v1-rc1,v1-rc2"})
    void versionsCountWhereDatesAreEqual(String older, String newer) {
        var one = new SignedVersion(DATE, older);
        var other = new SignedVersion(DATE, newer);

        assertThat(one).isLessThan(other);
        assertThat(new SignedVersion(DATE.plusSeconds(1), older)).isGreaterThan(other);
    }

    @Test
    void refusesWhatIsOlder() throws IOException {
        use(0, "v9");
        use(0, "v9");
        use(0, "v10");
        use(1, "v9.1");

        assertThatThrownBy(() -> use(0, "v10"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("it is v10 of 2026-01-01T00:00:00Z, but v9.1 of 2026-01-01T00:00:01Z");
        assertThatCode(() -> use(1, "v9.1")).doesNotThrowAnyException();
    }

    @Test
    void anImageThatDoesNotSayCantBeCompared() throws IOException {
        SeenImages.in(cache).require(REPOSITORY, Optional.empty(), false);
        use(0, "v1");

        assertThatThrownBy(() -> SeenImages.in(cache).require(REPOSITORY, Optional.empty(), false))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith("The signature of the image doesn't say its version and date, but v1 of");
        SeenImages.in(cache).require(REPOSITORY, Optional.empty(), true);
        SeenImages.in(cache).require("registry.example.org/other", Optional.empty(), false);
    }

    @Test
    void buildsAtTheSameTimeLeaveTheNewest() throws IOException {
        IntStream.range(0, 40).parallel().forEach(number -> {
            try {
                SeenImages.in(cache)
                        .require(REPOSITORY, Optional.of(new SignedVersion(DATE.plusSeconds(number), "v1")), true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThatCode(() -> use(39, "v1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> use(38, "v1")).isInstanceOf(BuildException.class);
    }

    /** A lock that holds among the threads of one process may not hold among processes. */
    @Test
    void processesAtTheSameTimeLeaveTheNewest() throws IOException, InterruptedException {
        List<Process> processes = List.of(SeenImagesProcess.start(cache, 0), SeenImagesProcess.start(cache, 1));
        for (Process process : processes) {
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(process.waitFor()).isZero();
        }

        int newest = SeenImagesProcess.IMAGES - 1;
        assertThatCode(() -> use(newest, "v1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> use(newest - 1, "v1")).isInstanceOf(BuildException.class);
    }

    @Test
    void aDamagedFileIsNoReasonToForget() throws IOException {
        use(0, "v1");
        List<Path> files;
        try (Stream<Path> all = Files.list(cache.resolve("seen-images"))) {
            files = all.filter(file -> !file.endsWith("lock")).toList();
        }
        Files.writeString(files.getFirst(), "{\"created\": \"yester");

        assertThat(files).hasSize(1);
        assertThatThrownBy(() -> use(0, "v1"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("it is damaged. Remove it if you know that the image is not an old one.");
    }
}
