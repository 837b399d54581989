package org.kubeos.kbimg.artifact.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.process.DirectoryBusyException;
import org.kubeos.testkit.Tool;

class OutputDirectoryTest {

    @TempDir
    Path temp;

    @Test
    void outputsAppearWhenPublishedAndNothingElseStays() throws IOException {
        Path directory = temp.resolve("a/out");
        try (var output = OutputDirectory.open(directory)) {
            Files.writeString(output.unfinished("system.img"), "disk");
            Files.writeString(output.unfinished("manifest.json"), "{}");
            assertThat(directory.resolve("system.img")).doesNotExist();

            output.publish(List.of("system.img"), "manifest.json");
        }
        assertThat(temp.resolve("a/out")).isDirectoryContaining("glob:**/system.img");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("system.img", "manifest.json");
        }
    }

    @Test
    void imagesAreHiddenFromOthersAndTheManifestIsNot() throws IOException {
        Path directory = temp.resolve("out");
        try (var output = OutputDirectory.open(directory)) {
            Files.writeString(output.unfinished("system.img"), "disk");
            Files.writeString(output.unfinished("manifest.json"), "{}");
            output.publish(List.of("system.img"), "manifest.json");
        }
        assertThat(Tool.run("find", directory.toString(), "-type", "f", "-perm", "/o=r", "-printf", "%f")
                        .text())
                .isEqualTo("manifest.json");
    }

    @Test
    void aDirectoryInAnOutputsPlaceIsNotRemoved() throws IOException {
        Path precious = Files.createDirectories(temp.resolve("out/system.img")).resolve("precious");
        Files.writeString(precious, "mine");
        try (var output = OutputDirectory.open(temp.resolve("out"))) {
            Files.writeString(output.unfinished("system.img"), "disk");
            Files.writeString(output.unfinished("manifest.json"), "{}");
            assertThatThrownBy(() -> output.publish(List.of("system.img"), "manifest.json"))
                    .isInstanceOf(IOException.class);
        }
        assertThat(precious).hasContent("mine");
    }

    @Test
    void aFailedBuildLeavesNotEvenTheDirectory() throws IOException {
        try (var output = OutputDirectory.open(temp.resolve("out"))) {
            Files.writeString(output.unfinished("system.img"), "half a disk");
        }
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void theLeftoversOfAKilledBuildAreRemoved() throws IOException {
        Path unfinished = Files.createDirectories(temp.resolve("out/.kbimg-unfinished"));
        Files.writeString(unfinished.resolve("lock"), "1");
        Files.writeString(unfinished.resolve("system.img"), "half a disk");

        try (var output = OutputDirectory.open(temp.resolve("out"))) {
            assertThat(output.unfinished("system.img")).doesNotExist();
        }
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void twoBuildsIntoOneDirectoryAreRefused() throws IOException {
        Path directory = temp.resolve("out");
        try (var output = OutputDirectory.open(directory)) {
            assertThatThrownBy(() -> OutputDirectory.open(directory))
                    .isInstanceOf(DirectoryBusyException.class)
                    .hasMessageContaining("another kbimg is writing to " + directory);
            assertThat(output.unfinished("lock")).exists();
        }
    }
}
