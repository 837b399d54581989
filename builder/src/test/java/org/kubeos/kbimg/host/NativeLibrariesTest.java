package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

class NativeLibrariesTest {

    @TempDir
    private Path temp;

    /** The program: loads zstd's library, from the cache directory that it is given, if it is. */
    static final class Loader {
        private Loader() {}

        public static void main(String[] arguments) throws IOException {
            if (arguments.length > 0) {
                NativeLibraries.unpackInto(Path.of(arguments[0]));
            }
            System.out.println("level " + Zstd.defaultCompressionLevel());
        }
    }

    @Test
    void loadWhereNothingCanBeUnpackedIntoTheTemporaryDirectory() {
        assertThat(load().exitCode()).isNotZero();
        assertThat(load(temp.toString()).expectSuccess().text()).contains("level 3");
        assertThat(temp.resolve("native")).isEmptyDirectory();
    }

    @Test
    void whatKilledBuildsHaveLeftIsRemoved() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("native"));
        Path old = Files.writeString(directory.resolve("libzstd-jni-1.so"), "");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path young = Files.writeString(directory.resolve("libzstd-jni-2.so"), "");
        load(temp.toString()).expectSuccess();
        assertThat(directory).isDirectoryContaining(file -> file.equals(young));
        assertThat(old).doesNotExist();
    }

    private static Tool.Result load(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=/proc/self/fdinfo",
                "-cp",
                System.getProperty("java.class.path"),
                Loader.class.getName()));
        command.addAll(List.of(arguments));
        return Tool.run(command, new byte[0]);
    }
}
