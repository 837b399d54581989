package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** Who the node's agent is, what starts it, and what it is told. */
class AgentInstallerTest {

    @TempDir
    private Path directory;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(directory);
    }

    /** The config's own words, with a comment in place of the agent, so that it is left out. */
    private FileTree withOurs(String yaml) {
        return root.customize("# agent: left out\n" + yaml);
    }

    @Test
    void comesWithEveryImage() {
        FileTree tree = withOurs("");
        assertThat(tree.find("usr/bin/os-agent")).isPresent();
        assertThat(tree.find("usr/bin/kubeos")).isPresent();
        assertThat(tree.find("usr/lib/kubeos/agent/release")
                        .orElseThrow()
                        .metadata()
                        .modified())
                .isEqualTo(CustomizedRoot.TIME);
        assertThat(links(tree))
                .containsExactlyInAnyOrder(
                        "etc/systemd/system/sockets.target.wants/os-agent.socket",
                        "etc/systemd/system/multi-user.target.wants/os-agent-boot.service",
                        "etc/systemd/system/sysinit.target.wants/os-agent-deadline.timer");
    }

    @Test
    void isLeftOutIfTheConfigSaysSo() {
        FileTree tree = root.customize("agent: none\n");
        assertThat(agentFiles(tree)).isEmpty();
    }

    @Test
    void isSomebodyElsesIfTheConfigNamesAProgram() throws IOException {
        Files.writeString(directory.resolve("mine"), "#!/bin/mine\n");
        FileTree tree = root.customize("agent: mine\n");
        assertThat(tree.readText("usr/bin/os-agent")).contains("#!/bin/mine\n");
        assertThat(links(tree)).containsExactly("etc/systemd/system/multi-user.target.wants/os-agent.service");
        assertThat(tree.find("usr/lib/kubeos/agent.json")).isEmpty();
    }

    @Test
    void givesWayToAnotherOneWithoutATrace() throws IOException {
        Files.writeString(directory.resolve("mine"), "#!/bin/mine\n");
        FileTree tree = withOurs("health: {scripts: [mine]}\n");
        assertThat(tree.find("usr/lib/kubeos/checks/required.d/mine")).isPresent();
        assertThat(agentFiles(root.customize(tree, "agent: none\n"))).isEmpty();
        assertThat(links(tree)).isEmpty();
    }

    @Test
    void leavesSomebodyElsesInAnArchiveAlone() throws IOException {
        root.archive(root.original(), "root");
        root.file("usr/bin/os-agent", 0755, "#!/bin/theirs\n");
        FileTree tree = root.customize(root.original(), "# agent: left out\nsource: {archive: root.tar}\n");
        assertThat(tree.readText("usr/bin/os-agent")).contains("#!/bin/theirs\n");
        assertThat(links(tree)).isEmpty();
    }

    @Test
    void replacesItselfInAnArchive() throws IOException {
        root.archive(root.original(), "root");
        FileTree tree = withOurs("upgrade: {tries: 1}\n");
        root.customize(tree, "# agent: left out\nsource: {archive: root.tar}\n");
        assertThat(tree.readText("usr/lib/kubeos/agent.json").orElseThrow()).contains("\"tries\" : 3");
        assertThat(links(tree)).hasSize(3);
    }

    @Test
    void isForThisMachinesArchitectureOnly() {
        String other = System.getProperty("os.arch").equals("aarch64") ? "x86_64" : "aarch64";
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> withOurs("architecture: " + other + "\n"))
                .withMessageContaining("Can't put KubeOS's agent into an image for " + other)
                .withMessageContaining("Set agent: none, or build on a machine that is " + other + ".");
        root.customize("architecture: " + other + "\n");
    }

    @Test
    void isToldWhatTheConfigSays() throws IOException {
        Files.writeString(directory.resolve("check.sh"), "#!/bin/sh\n");
        Tool.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=ca",
                        "-keyout",
                        directory.resolve("key.pem").toString(),
                        "-out",
                        directory.resolve("ca.pem").toString())
                .expectSuccess();
        FileTree tree = withOurs("""
                health:
                  units: [kubelet]
                  scripts: [check.sh]
                  http: ["http://127.0.0.1:10248/healthz"]
                  deadline: 90s
                upgrade: {bandwidth: 2MiB, tries: 2, allowUnsigned: true}
                registries:
                  - {host: "r.example:5000", ca: ca.pem, clientCertificate: ca.pem, clientKey: key.pem, mirrors: [m.example]}
                  - {host: plain.example, insecure: true}
                """);
        String text = tree.readText("usr/lib/kubeos/agent.json").orElseThrow();
        assertThat(text).isEqualToNormalizingWhitespace("""
                {
                  "format" : 1,
                  "health" : {
                    "units" : [ "kubelet.service" ],
                    "http" : [ "http://127.0.0.1:10248/healthz" ],
                    "deadlineSeconds" : 90
                  },
                  "registries" : {
                    "plain.example" : {
                      "insecure" : true
                    },
                    "r.example:5000" : {
                      "ca" : "%s",
                      "insecure" : false,
                      "mirrors" : [ "m.example" ]
                    }
                  },
                  "bandwidth" : 2097152,
                  "tries" : 2,
                  "allowUnsigned" : true
                }
                """.formatted(authority(tree)));
        assertThat(tree.readText(authority(tree).substring(1))).contains(Files.readString(directory.resolve("ca.pem")));
        assertThat(tree.find("usr/lib/kubeos/checks/required.d/check.sh")
                        .orElseThrow()
                        .metadata()
                        .mode())
                .isEqualTo(0755);
        assertThat(tree.readText("usr/lib/systemd/system/os-agent-deadline.timer")
                        .orElseThrow())
                .contains("OnBootSec=150\n");
    }

    /** A client's key is a credential, and everyone who pulls the image could read it. */
    @Test
    void isToldNoCredentials() throws IOException {
        isToldWhatTheConfigSays();
        FileTree tree = withOurs("""
                registries:
                  - {host: "r.example:5000", clientCertificate: ca.pem, clientKey: key.pem}
                """);
        assertThat(tree.nodes())
                .filteredOn(FileNode.RegularFile.class::isInstance)
                .noneMatch(node -> tree.readText(node.path()).orElse("").contains("PRIVATE KEY"));
    }

    @Test
    void knowsTheKernelsArguments() {
        assertThat(withOurs("grub: {cmdline: quiet, console: ttyS1}\n").readText("usr/lib/kubeos/kernel-arguments"))
                .contains("console=tty0 console=ttyS1,115200 quiet\n");
    }

    /** systemd is the judge of the units, and of how much the service may do. */
    @Test
    void isConfined() throws IOException {
        Path units = unpackedUnits(withOurs(""));
        Tool.run(
                        "systemd-analyze",
                        "verify",
                        "--root=" + units,
                        "--man=no",
                        "--generators=no",
                        "os-agent.socket",
                        "os-agent.service",
                        "os-agent-boot.service",
                        "os-agent-deadline.timer")
                .expectSuccess();
        // 50 is where "medium" begins.
        Tool.run(
                        "systemd-analyze",
                        "security",
                        "--offline=yes",
                        "--root=" + units,
                        "--threshold=50",
                        "os-agent.service")
                .expectSuccess();
    }

    private Path unpackedUnits(FileTree tree) throws IOException {
        Path unpacked = root.unpack(tree, "unpacked");
        // What the units ask for, from this machine's systemd.
        Path system = unpacked.resolve("usr/lib/systemd/system");
        for (String unit : List.of(
                "sysinit.target",
                "basic.target",
                "shutdown.target",
                "sockets.target",
                "multi-user.target",
                "local-fs.target",
                "paths.target",
                "slices.target",
                "timers.target",
                "-.slice",
                "system.slice")) {
            Path own = Path.of("/usr/lib/systemd/system", unit);
            if (Files.exists(own)) {
                Files.copy(own, system.resolve(unit));
            }
        }
        Files.createDirectories(unpacked.resolve("usr/bin"));
        Path systemctl = unpacked.resolve("usr/bin/systemctl");
        Files.writeString(systemctl, "#!/bin/sh\n");
        systemctl.toFile().setExecutable(true);
        return unpacked;
    }

    private static String authority(FileTree tree) {
        return tree.nodes().stream()
                .map(FileNode::path)
                .filter(path -> path.startsWith("usr/lib/kubeos/registries/ca-"))
                .map(path -> "/" + path)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> links(FileTree tree) {
        return tree.nodes().stream()
                .map(FileNode::path)
                .filter(path -> path.startsWith("etc/systemd/system/") && path.contains("os-agent"))
                .toList();
    }

    private static List<String> agentFiles(FileTree tree) {
        return tree.nodes().stream()
                .map(FileNode::path)
                .filter(path ->
                        path.contains("agent") || path.contains("usr/bin/kubeos") || path.contains("checks/required.d"))
                .toList();
    }
}
