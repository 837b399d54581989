package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.Tool;

/** What {@code kbimg inspect} prints of files that are no disk images. */
class InspectTest {

    @TempDir
    Path directory;

    private Path archive;

    @BeforeEach
    void makeArchive() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        archive = SmallArchive.pack(root, directory.resolve("kubeos.tar"));
    }

    private static CommandLineRun inspect(String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "inspect";
        System.arraycopy(args, 0, line, 1, args.length);
        return CommandLineRun.of(new DefaultBuildService(), line);
    }

    @Test
    void describesAnArchive() throws IOException {
        CommandLineRun run = inspect(archive.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith(archive + ": tar archive, ")
                .contains("\nNAME=Small\nID=small\n", "\n0 packages; --json lists them\n");
        var json = new ObjectMapper()
                .readTree(inspect("--json", archive.toString()).out());
        assertThat(json.at("/format").asText()).isEqualTo("tar");
        assertThat(json.at("/osRelease/ID").asText()).isEqualTo("small");
    }

    @Test
    void tellsHowToDecompressAFile() throws IOException {
        Tool.run("gzip", archive.toString()).expectSuccess();
        String command = "gzip -dc " + archive + ".gz >" + archive;
        assertThat(inspect(archive + ".gz").out())
                .isEqualTo(archive + ".gz: a tar archive, compressed with gzip\nDecompress it to look inside: "
                        + command + "\n");
        var json =
                new ObjectMapper().readTree(inspect("--json", archive + ".gz").out());
        assertThat(json.at("/content").asText()).isEqualTo("tar");
        assertThat(json.at("/decompress").asText()).isEqualTo(command);
    }

    @Test
    void whatIsNoImageIsAFailure() throws IOException {
        Path text = Files.writeString(directory.resolve("notes"), "text");
        assertThat(inspect(text.toString()))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1))
                .satisfies(run -> assertThat(run.err()).startsWith("kbimg: " + text + " is not a disk image: "));
    }
}
