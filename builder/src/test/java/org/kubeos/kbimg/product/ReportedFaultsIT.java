package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kubeos.testkit.Tool;

/**
 * Small inputs on which kbimg was once wrong. Each is a directory beside this checkout whose {@code run.sh} judges the program
 * that {@code KBIMG} names; where they are not there, nothing is tested. What a case that failed has built stays.
 */
@ExtendWith(SharedOutputs.class)
class ReportedFaultsIT {

    private static final Path CASES =
            Path.of("../../shared/cases").toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target/it/reported").toAbsolutePath();

    private static final int CANNOT_BE_TRIED = 77;

    private static Path launcher = WORK;

    /** As the launcher of the source tree, but it never builds. */
    @BeforeAll
    static void writeLauncher() throws IOException {
        Tool.run("rm", "-rf", WORK.toString()).expectSuccess();
        Path directory = Path.of("src/main/launcher").toAbsolutePath();
        launcher = Files.writeString(Files.createDirectories(WORK).resolve("kbimg"), """
                #!/bin/sh
                . %s/locale.sh
                export KBIMG_CACHE="${KBIMG_CACHE:-%s}"
                exec %s/bin/java @%s/jvm.options -jar %s "$@"
                """.formatted(
                        directory,
                        Product.CACHE,
                        System.getProperty("java.home"),
                        directory,
                        Path.of("target/kbimg.jar").toAbsolutePath()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static List<String> cases() throws IOException {
        if (!Files.isDirectory(CASES)) {
            return List.of("none");
        }
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve("run.sh")))
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRightNow(String name) {
        Path script = CASES.resolve(name).resolve("run.sh");
        assumeThat(script).exists();
        Path work = WORK.resolve("work");
        Tool.Result result = Tool.run(
                "env",
                "KBIMG=" + launcher,
                "WORK=" + work,
                "BASE=" + BuiltImage.example().file("kubeos.tar"),
                "bash",
                script.toString());
        assumeThat(result.exitCode()).isNotEqualTo(CANNOT_BE_TRIED);
        assertThat(result.exitCode()).as(result.text()).isZero();
        Tool.run("rm", "-rf", work.toString()).expectSuccess();
    }
}
