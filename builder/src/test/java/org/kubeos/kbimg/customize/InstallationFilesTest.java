package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

class InstallationFilesTest {

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(temp);
        root.file("usr/share/zoneinfo/Etc/UTC", 0644, "TZif");
        root.directory("usr/lib/locale/C.utf8", 0755);
    }

    /** The judge is the C library, which reads the file in place of its own. */
    @ParameterizedTest
    @CsvSource({
        "ahostsv4, localhost, 127.0.0.1",
        "ahostsv6, localhost, ::1",
        "ahostsv6, ip6-localhost, ::1",
        "ahostsv4, node7.example.org, 127.0.1.1",
        "ahostsv4, node7, 127.0.1.1",
    })
    void localhostAndTheNodeItselfAreKnownWithoutAServer(String database, String name, String address)
            throws IOException {
        Path hosts = Files.writeString(
                temp.resolve("hosts"),
                root.customize("hostname: node7.example.org")
                        .readText("etc/hosts")
                        .orElseThrow());
        String script = "mount --bind \"$1\" /etc/hosts && getent -s files \"$2\" \"$3\"";
        assertThat(Tool.run(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                script,
                                "sh",
                                hosts.toString(),
                                database,
                                name)
                        .expectSuccess()
                        .lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith(address + " "));
    }

    @Test
    void writesWhatAnInstallerDoes() {
        FileTree tree = root.customize("");
        assertThat(tree.readText("etc/hosts").orElseThrow())
                .contains("127.0.0.1 localhost\n")
                .doesNotContain("127.0.1.1");
        assertThat(root.listing(tree))
                .anyMatch(line -> line.endsWith(" etc/mtab -> ../proc/self/mounts"))
                .anyMatch(line -> line.endsWith(" etc/localtime -> ../usr/share/zoneinfo/Etc/UTC"));
        assertThat(tree.readText("etc/locale.conf")).contains("LANG=C.UTF-8\n");
        assertThat(tree.readText("etc/nsswitch.conf").orElseThrow()).contains("hosts: files dns\n");
    }

    @Test
    void whatIsThereOrDeclaredStays() {
        root.file("etc/hosts", 0644, "127.0.0.1 localhost own\n");
        root.file("etc/nsswitch.conf", 0644, "hosts: files myhostname dns\n");
        root.file("etc/locale.conf", 0644, "LANG=de_DE.UTF-8\n");
        root.link("etc/localtime", "../usr/share/zoneinfo/Asia/Shanghai");
        root.link("etc/mtab", "/proc/mounts");
        FileTree tree = root.customize("hostname: node7");
        assertThat(tree.readText("etc/hosts")).contains("127.0.0.1 localhost own\n");
        assertThat(tree.readText("etc/nsswitch.conf")).contains("hosts: files myhostname dns\n");
        assertThat(tree.readText("etc/locale.conf")).contains("LANG=de_DE.UTF-8\n");
        assertThat(tree.resolve("etc/localtime")).isEqualTo("usr/share/zoneinfo/Asia/Shanghai");
        assertThat(root.listing(tree)).anyMatch(line -> line.endsWith(" etc/mtab -> /proc/mounts"));

        FileTree declared = root.customize("files: [{content: mine, target: /etc/hosts}]");
        assertThat(declared.readText("etc/hosts")).contains("mine");
    }

    @Test
    void anotherHostNameReplacesTheEarlierOne() {
        String first = root.customize("hostname: node7").readText("etc/hosts").orElseThrow();
        root.file("etc/hosts", 0644, first);
        assertThat(root.customize("hostname: node8").readText("etc/hosts")).contains(first.replace("node7", "node8"));
    }
}
