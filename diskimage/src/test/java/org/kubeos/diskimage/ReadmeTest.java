package org.kubeos.diskimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.E2fsck;
import org.kubeos.testkit.GnuTar;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.Sgdisk;
import org.kubeos.testkit.Tool;

class ReadmeTest {

    @TempDir
    Path work;

    @Test
    void theExampleIsTheOneThatIsTested() throws IOException {
        String source = Files.readString(Path.of("src/test/java/org/kubeos/diskimage/Example.java"));
        String method = find("(?s)\n(    static void .*?\n    }\n)", source).indent(-4);
        assertThat(find("(?s)```java\n(.*?)```", Files.readString(Path.of("README.md"))))
                .isEqualTo(method);
    }

    private static String find(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }

    @Test
    void theExampleMakesADiskThatOtherToolsRead() throws IOException {
        Path tree = Files.createDirectory(work.resolve("tree"));
        Files.writeString(tree.resolve("motd"), "hello\n");
        Path archive = work.resolve("archive.tar");
        GnuTar.create(archive, tree);
        Path image = work.resolve("disk.qcow2");
        Example.archiveToDisk(archive, image);

        QemuImg.check(image);
        Path raw = work.resolve("disk.raw");
        Tool.run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString())
                .expectSuccess();
        Sgdisk.check(raw);
        E2fsck.expectClean(raw, 1 << 20);
        assertThat(Tool.run("debugfs", "-R", "cat /motd", raw + "?offset=1048576")
                        .text())
                .contains("hello");
    }
}
