package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;

/** {@code ./mvnw} fetches the program that builds everything else: one that was tampered with must not run. */
class MavenWrapperTest {

    private static final String NAME = "apache-maven-1.0";
    private static final String PROPERTIES = ".mvn/wrapper/maven-wrapper.properties";

    @TempDir
    private Path directory;

    private Path served;

    /** In place of Maven, a script that tells that it ran; and mvnw, which is to fetch it. */
    @BeforeEach
    void serveMaven() throws IOException {
        served = Files.createDirectory(directory.resolve("served"));
        Path program = Files.createDirectories(directory.resolve(NAME + "/bin")).resolve("mvn");
        script(program, "echo the real one runs");
        Tool.run("tar", "-czf", served.resolve(NAME + "-bin.tar.gz").toString(), "-C", directory.toString(), NAME)
                .expectSuccess();
        zip(program, served.resolve(NAME + "-bin.zip"));
        Files.createDirectories(directory.resolve(PROPERTIES).getParent());
        Files.copy(Path.of("../mvnw"), directory.resolve("mvnw"));
    }

    @Test
    void mavenOfTheRightDigestRuns() throws IOException {
        assertThat(run(digest("zip"), "0".repeat(64), Path.of("/usr/bin"))
                        .expectSuccess()
                        .text())
                .contains("the real one runs");
    }

    @Test
    void mavenOfAnotherDigestIsRefused() throws IOException {
        Tool.Result result = run("0".repeat(64), digest("tar.gz"), Path.of("/usr/bin"));
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.text()).contains("SHA-256").doesNotContain("the real one runs");
    }

    @Test
    void theDigestOfTheTarCountsWhereThereIsNoUnzip() throws IOException {
        Path programs = programsWithoutUnzip();
        assertThat(run("0".repeat(64), digest("tar.gz"), programs)
                        .expectSuccess()
                        .text())
                .contains("the real one runs");
        assertThat(run(digest("zip"), "0".repeat(64), programs).text())
                .contains("SHA-256")
                .doesNotContain("the real one runs");
    }

    @Test
    void thisProjectsMavenHasDigests() throws IOException {
        assertThat(Path.of("..").resolve(PROPERTIES))
                .content()
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$")
                .containsPattern("(?m)^distributionTarSha256Sum=[0-9a-f]{64}$");
    }

    private Tool.Result run(String zipDigest, String tarDigest, Path programs) throws IOException {
        try (var web = WebDirectory.serve(served)) {
            Files.writeString(
                    directory.resolve(PROPERTIES),
                    "distributionUrl=" + web.url() + NAME + "-bin.zip\ndistributionSha256Sum=" + zipDigest
                            + "\ndistributionTarSha256Sum=" + tarDigest + "\n");
            Path home = Files.createTempDirectory(directory, "home");
            return Tool.run(
                    List.of(
                            "env",
                            "MAVEN_USER_HOME=" + home,
                            "PATH=" + programs,
                            "http_proxy=",
                            "sh",
                            directory.resolve("mvnw").toString()),
                    new byte[0]);
        }
    }

    private Path programsWithoutUnzip() throws IOException {
        Path programs = Files.createDirectory(directory.resolve("programs"));
        var names = new ArrayList<>(List.of("sh", "cat", "tr", "uname", "dirname", "basename", "mktemp", "mkdir"));
        names.addAll(List.of("rm", "mv", "sha256sum", "tar", "gzip", "curl"));
        for (String name : names) {
            script(programs.resolve(name), "exec /usr/bin/" + name + " \"$@\"");
        }
        return programs;
    }

    private static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String digest(String suffix) {
        Path file = served.resolve(NAME + "-bin." + suffix);
        return Tool.run("sha256sum", file.toString()).expectSuccess().text().substring(0, 64);
    }

    private static void zip(Path program, Path archive) throws IOException {
        var options = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (var zip = FileSystems.newFileSystem(archive, options)) {
            Path bin = Files.createDirectories(zip.getPath(NAME, "bin"));
            Path packed = Files.copy(program, bin.resolve("mvn"));
            Files.setPosixFilePermissions(packed, Files.getPosixFilePermissions(program));
        }
    }
}
