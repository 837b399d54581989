package org.kubeos.diskimage.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.testkit.Tool;

/** The programs themselves make the files, and the commands are run. */
class FileCompressionTest {

    private static final String TEXT = "text ".repeat(1000);

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({
        "gzip, a.tar.gz",
        "gzip, a.tgz",
        "gzip, it's a backup",
        "xz, a.tar.xz",
        "zstd, a.tar.zst",
        "bzip2, a.tar.bz2"
    })
    void isRecognizedAndUndone(String program, String name) throws IOException {
        Path plain = Files.writeString(work.resolve("plain"), TEXT);
        Path file = work.resolve(name);
        Tool.run("bash", "-c", program + " -c \"$0\" >\"$1\"", plain.toString(), file.toString())
                .expectSuccess();

        FileCompression compression = FileCompression.of(file).orElseThrow();

        assertThat(compression.program()).isEqualTo(program);
        Tool.run("bash", "-c", compression.decompressCommand(file)).expectSuccess();
        assertThat(work.resolve(name.contains("backup") ? name + ".tar" : "a.tar"))
                .hasContent(TEXT);
        Optional<byte[]> start = compression.peek(file, 9);
        if (program.equals("gzip") || program.equals("zstd")) {
            assertThat(start.map(bytes -> new String(bytes, StandardCharsets.US_ASCII)))
                    .contains("text text");
        } else {
            assertThat(start).isEmpty();
        }
    }

    @Test
    void whatIsNotCompressedHasNone() throws IOException {
        assertThat(FileCompression.of(Files.writeString(work.resolve("empty"), "")))
                .isEmpty();
        assertThat(FileCompression.of(Files.writeString(work.resolve("text"), TEXT)))
                .isEmpty();
    }
}
