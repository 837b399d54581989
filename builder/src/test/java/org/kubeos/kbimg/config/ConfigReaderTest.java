package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig.PersistDirectory;
import org.kubeos.kbimg.config.Source.Archive;
import org.kubeos.kbimg.config.Source.HostRepositories;
import org.kubeos.kbimg.config.Source.Repository;
import org.kubeos.kbimg.config.Source.RepositoryFile;
import org.kubeos.kbimg.config.Source.RepositoryList;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.testkit.Tool;

class ConfigReaderTest {

    private static final String MINIMUM = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    @TempDir
    Path directory;

    private ImageConfig read(String text, String... overrides) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), text);
        return new ConfigReader(List.of("debian", "openeuler")).read(file, List.of(overrides));
    }

    @Test
    void fillsInDefaults() throws IOException {
        ImageConfig config = read(MINIMUM);
        assertThat(config.version()).isEqualTo("v1");
        assertThat(config.distribution()).isEqualTo("debian");
        assertThat(config.architecture()).isEqualTo(Architecture.host());
        assertThat(config.firmware()).isEqualTo(Firmware.UEFI);
        assertThat(config.source()).isEqualTo(new HostRepositories());
        assertThat(config.packages()).isEmpty();
        assertThat(config.agent()).isEqualTo(Agent.KUBEOS);
        assertThat(config.root().password()).isEmpty();
        assertThat(config.hostname()).isEmpty();
        assertThat(config.grub()).isEqualTo(new ImageConfig.Grub("", Optional.of("ttyS0")));
        assertThat(config.disk().size()).isEqualTo(DataSize.ofGibibytes(20));
        assertThat(config.persist())
                .isEqualTo(new ImageConfig.Persist(
                        List.of("/etc", "/var", "/opt"), List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void readsEveryKey() throws IOException {
        Path agent = Files.writeString(directory.resolve("os-agent"), "");
        ImageConfig config = read("""
                version: 1.10
                distribution: openeuler
                architecture: aarch64
                firmware: uefi
                source:
                  repository: host
                packages: [containerd, "libstdc++6:arm64", kernel=6.1.0-1]
                agent: ./x/../os-agent
                root: {password: $6$rounds=5000$salt$%s}
                hostname: node-1.example.org
                grub: {cmdline: quiet rd.debug memmap=64M$1G, console: none}
                disk: {size: 30 GiB}
                persist: {union: [/etc], writable: [/var/lib/containerd, /srv], directories: [data/a]}
                """.formatted("a".repeat(86)));
        assertThat(config.version()).isEqualTo("1.10");
        assertThat(config.architecture()).isEqualTo(Architecture.AARCH64);
        assertThat(config.packages()).containsExactly("containerd", "libstdc++6:arm64", "kernel=6.1.0-1");
        assertThat(config.agent()).isEqualTo(new Agent.Program(agent));
        assertThat(config.root().password()).contains(new Password.Hash("$6$rounds=5000$salt$" + "a".repeat(86)));
        assertThat(config.hostname()).contains("node-1.example.org");
        assertThat(config.grub()).isEqualTo(new ImageConfig.Grub("quiet rd.debug memmap=64M$1G", Optional.empty()));
        assertThat(config.disk().size()).isEqualTo(DataSize.ofGibibytes(30));
        assertThat(config.persist().writable()).containsExactly("/var/lib/containerd", "/srv");
        assertThat(config.persist().directories()).containsExactly(new PersistDirectory("data/a"));
    }

    @Test
    void takesScalarsAsTheyAreWritten() throws IOException {
        for (String version :
                List.of("1.10", "0644", "1e3", "0x1F", "true", "2026-01-01", "1_000", ".5".substring(1))) {
            assertThat(read(MINIMUM, "version=" + version).version()).isEqualTo(version);
            assertThat(read(MINIMUM.replace("v1", version)).version()).isEqualTo(version);
        }
    }

    @Test
    void readsAFileWithByteOrderMarkAndCarriageReturns() throws IOException {
        assertThat(read("\uFEFF" + MINIMUM.replace("\n", "\r\n")).version()).isEqualTo("v1");
    }

    @Test
    void readsSources() throws IOException {
        Path list = Files.writeString(directory.resolve("my.sources"), "");
        Path key = Files.writeString(directory.resolve("key.asc"), "");
        Path archive = Files.writeString(directory.resolve("kubeos.tar"), "not empty");
        String head = "version: v1\ndistribution: debian\nsource: ";
        assertThat(read(head + "{repository: my.sources}").source()).isEqualTo(new RepositoryFile(list));
        assertThat(read(head + "{archive: kubeos.tar}").source()).isEqualTo(new Archive(archive));
        assertThat(read(head
                                + "{repository: [{name: main, url: 'https://mirror.example.org/debian', suite: bookworm,"
                                + " components: [main, contrib], key: key.asc}, {name: local, url: 'file:///srv/repo'}]}")
                        .source())
                .isEqualTo(new RepositoryList(List.of(
                        new Repository(
                                "main",
                                "https://mirror.example.org/debian",
                                Optional.of("bookworm"),
                                List.of("main", "contrib"),
                                Optional.of(key)),
                        new Repository("local", "file:///srv/repo", Optional.empty(), List.of(), Optional.empty()))));
    }

    @Test
    void letsTheCommandLineOverride() throws IOException {
        ImageConfig config = read(
                MINIMUM + "disk: {size: 30GiB}\npackages: [a1]\n",
                "disk.size=40GiB",
                "hostname=first",
                "hostname=second",
                "packages=[b1, \"c1\"]",
                "persist={union: [/etc]}",
                "grub.cmdline=a: b #c",
                "version=2");
        assertThat(config.disk().size()).isEqualTo(DataSize.ofGibibytes(40));
        assertThat(config.hostname()).contains("second");
        assertThat(config.packages()).containsExactly("b1", "c1");
        assertThat(config.persist().union()).containsExactly("/etc");
        assertThat(config.grub().cmdline()).isEqualTo("a: b #c");
        assertThat(config.version()).isEqualTo("2");
    }

    @Test
    void refusesOverridesThatAreNoneWithoutRepeatingThem() {
        for (String override : List.of("", "=x", "geheim", "a b=c", "-x=1", "a..b=1", "a.=1")) {
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> read(MINIMUM, override))
                    .withMessage(
                            "Each --set takes key=value, such as disk.size=30GiB. Number 1 of them does not have this form.");
        }
    }

    @Test
    void tellsWhyAFileCannotBeRead() throws IOException {
        var reader = new ConfigReader(List.of("debian"));
        Path missing = directory.resolve("missing.yaml");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> reader.read(missing, List.of()))
                .withMessage("There is no config " + missing + ".");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> reader.read(directory, List.of()))
                .withMessage("Can't read the config " + directory + ": it is a directory.");
        Path latin = Files.write(directory.resolve("latin1.yaml"), new byte[] {'a', '\n', 'b', (byte) 0xe9, 'c'});
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> reader.read(latin, List.of()))
                .withMessageContaining("is not UTF-8: line 2 has the byte 0xe9");
    }

    @Test
    void acceptsWhatOpensslMakes() throws IOException {
        String hash = Tool.run("openssl", "passwd", "-6", "secret")
                .expectSuccess()
                .text()
                .strip();
        assertThat(read(MINIMUM, "root.password=" + hash).root().password()).contains(new Password.Hash(hash));
    }

    @Test
    void takesPasswordsFromElsewhereAndShowsNone() throws IOException {
        Files.writeString(directory.resolve("secret"), "in a file\nanother line\n");
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), MINIMUM + """
                root: {password: {env: ROOT}}
                users: [{name: a, password: {file: secret}}, {name: b, password: in the config}]
                grub: {password: {env: ROOT}}
                """);
        ImageConfig config = new ConfigReader(List.of("debian"), Map.of("ROOT", "in a variable")).read(file, List.of());
        assertThat(config.root().password()).contains(new Password.ClearText("in a variable", false));
        assertThat(config.grub().password()).contains(new Password.ClearText("in a variable", false));
        assertThat(config.node().users())
                .map(user -> user.access().password().orElseThrow())
                .containsExactly(
                        new Password.ClearText("in a file", false), new Password.ClearText("in the config", true));
        assertThat(config.toString()).doesNotContain("in a variable", "in a file", "in the config");
    }

    @Test
    void keepsTheHashOutOfToString() throws IOException {
        String hash = "$y$j9T$saltsalt$" + "b".repeat(43);
        assertThat(read(MINIMUM, "root.password=" + hash).toString()).doesNotContain("saltsalt");
    }

    @Test
    void readsTheExample() {
        Path example = Path.of("../examples/debian-minimal.yaml");
        ImageConfig config = new ConfigReader(List.of("debian")).read(example, List.of());
        String hash = Tool.run("openssl", "passwd", "-6", "-salt", "kbimgexample", "kubeos")
                .expectSuccess()
                .text()
                .strip();
        assertThat(config.root().password()).contains(new Password.Hash(hash));
        assertThat(config.packages()).containsExactly("openssh-server");
    }
}
