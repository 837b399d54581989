package org.kubeos.kbimg.artifact.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.inspect.CompressedDescription.Content;
import org.kubeos.kbimg.artifact.output.InstalledPackage;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Tool;

/** What is said about files that are no disk images. */
class FileDescriptionTest {

    @TempDir
    Path directory;

    private Path archive() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        SmallArchive.addBootAssets(root);
        Files.createDirectories(root.resolve("var/lib/dpkg"));
        Files.writeString(root.resolve("var/lib/dpkg/status"), """
                Package: bash
                Status: install ok installed
                Architecture: amd64
                Version: 5.2-1
                """);
        Files.writeString(root.resolve("etc/shadow"), "root:$6$salt$" + "a".repeat(86) + ":20000::::::\n");
        return SmallArchive.pack(root, directory.resolve("kubeos.tar"));
    }

    @Test
    void anArchiveTellsItsSystemAndPackages() throws IOException {
        FileDescription described = FileDescription.read(archive());
        assertThat(described).isInstanceOfSatisfying(ArchiveDescription.class, archive -> {
            assertThat(archive.osRelease().get("NAME")).contains("Small");
            assertThat(archive.packages()).extracting(InstalledPackage::name).containsExactly("bash");
            assertThat(archive.passwordHashes()).containsExactly("root");
        });
    }

    @ParameterizedTest
    @CsvSource({"gzip, TAR", "zstd, TAR", "xz, UNKNOWN"})
    void ofCompressedFilesItTellsWhatIsInsideWhereThatIsCheap(String program, Content content) throws IOException {
        Path compressed = directory.resolve("kubeos.tar.x");
        Tool.run("bash", "-c", program + " -c \"$0\" >\"$1\"", archive().toString(), compressed.toString())
                .expectSuccess();
        assertThat(FileDescription.read(compressed))
                .isInstanceOfSatisfying(CompressedDescription.class, description -> {
                    assertThat(description.compression().program()).isEqualTo(program);
                    assertThat(description.content()).isEqualTo(content);
                    assertThat(description.command()).startsWith(program + " -dc " + compressed + " >");
                });
    }

    @Test
    void aCompressedDiskIsOne() throws IOException {
        Path disk = directory.resolve("system.qcow2");
        QemuImg.create(disk, "qcow2", 1 << 20);
        Tool.run("gzip", disk.toString()).expectSuccess();
        assertThat(FileDescription.read(directory.resolve("system.qcow2.gz")))
                .isInstanceOfSatisfying(
                        CompressedDescription.class,
                        description -> assertThat(description.content()).isEqualTo(Content.DISK));
    }

    @Test
    void whatIsNoImageIsCalledSo() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "just a note\n".repeat(100));
        Path empty = Files.writeString(directory.resolve("empty"), "");
        assertThatThrownBy(() -> FileDescription.read(text))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith(text + " is not a disk image: ");
        assertThatThrownBy(() -> FileDescription.read(empty))
                .isInstanceOf(BuildException.class)
                .hasMessage(empty + " is empty, so it isn't a disk image.");
    }

    @Test
    void ofDirectoriesAndArchivesForEnginesItTellsTheNameToUse() throws IOException {
        Path layout = Files.createDirectories(directory.resolve("oci"));
        assertThat(catchThrowable(() -> FileDescription.read(layout)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is a directory");
        Files.writeString(layout.resolve("oci-layout"), "{}");
        assertThat(catchThrowable(() -> FileDescription.read(layout))).hasMessageContaining("oci:" + layout);

        Path engine = Files.createDirectories(directory.resolve("engine"));
        Files.writeString(engine.resolve("manifest.json"), "[]");
        Path archive = SmallArchive.pack(engine, directory.resolve("load.tar"));
        assertThat(catchThrowable(() -> FileDescription.read(archive)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("docker-archive:" + archive);
    }
}
