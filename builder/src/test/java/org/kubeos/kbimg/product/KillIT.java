package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** Stage two, killed at any moment: outputs are whole or not there, and the next build does not mind. */
@ExtendWith(SharedOutputs.class)
class KillIT {

    private static final List<String> OUTPUTS = List.of(
            "system.qcow2",
            "update.img",
            "kubeos.tar",
            "sbom.cdx.json",
            "sbom.spdx.json",
            "provenance.json",
            "SHA256SUMS",
            "manifest.json");

    private static final int KILLS = 12;

    private final BuiltImage image = BuiltImage.example();

    @TempDir
    Path temp;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(
                temp.resolve("archive.yaml"),
                Files.readString(Product.EXAMPLE)
                        .replaceFirst(
                                "(?m)^source:\\n(  .*\\n)+", "source: {archive: " + image.file("kubeos.tar") + "}\n"));
    }

    @Test
    void aKilledBuildLeavesNoHalfOutputAndTheNextOneSucceeds() throws Exception {
        long seed = Long.getLong("kbimg.seed", 20261122);
        System.out.println("KillIT: seed " + seed + " (-Dkbimg.seed=" + seed + " repeats it)");
        var random = new Random(seed);
        Path out = temp.resolve("out");
        long wholeBuild = timeOf(build(temp.resolve("first")));
        BuiltImage.delete(temp.resolve("first"));

        for (int i = 0; i < KILLS; i++) {
            Process build = build(out);
            LockSupport.parkNanos(random.nextLong(wholeBuild));
            build.descendants().forEach(ProcessHandle::destroyForcibly);
            build.destroyForcibly();
            build.waitFor();
            expectWholeOrNothing(out);
        }
        assertThat(timeOf(build(out))).isPositive();

        assertThat(list(out)).containsExactlyInAnyOrderElementsOf(OUTPUTS);
        for (String name : List.of("system.qcow2", "update.img", "kubeos.tar")) {
            Tool.run("cmp", image.file(name).toString(), out.resolve(name).toString())
                    .expectSuccess();
        }
    }

    @Test
    void twoBuildsIntoDifferentDirectoriesRunAtTheSameTime() throws Exception {
        Process first = build(temp.resolve("one"), "--only=system.qcow2");
        Process second = build(temp.resolve("two"), "--only=system.qcow2");

        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();

        Tool.run(
                        "cmp",
                        temp.resolve("one/system.qcow2").toString(),
                        temp.resolve("two/system.qcow2").toString())
                .expectSuccess();
    }

    private static void expectWholeOrNothing(Path out) throws IOException {
        List<String> files = Files.exists(out) ? list(out) : List.of();
        if (files.contains("manifest.json")) {
            assertThat(files).containsAll(OUTPUTS);
        }
        for (String name : files) {
            assertThat(name.equals(".kbimg-unfinished") || OUTPUTS.contains(name))
                    .as(name)
                    .isTrue();
        }
    }

    private static List<String> list(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Process build(Path out, String... options) throws IOException {
        var command = new ArrayList<>(
                Product.command("create", "vm-image", "-f", config.toString(), "-o", out.toString(), "--quiet"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Nanoseconds that a build takes that must succeed. */
    private static long timeOf(Process build) throws InterruptedException {
        long start = System.nanoTime();
        assertThat(build.waitFor(Duration.ofMinutes(3).toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(build.exitValue()).isZero();
        return System.nanoTime() - start;
    }
}
