package org.kubeos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.agent.api.RecordingNode;
import org.kubeos.agent.api.RunningServer;
import org.kubeos.oci.json.Json;

class KubeosTest {

    private record Run(int exitCode, String out, String err) {}

    private static Run run(String... args) {
        return run(false, args);
    }

    private static Run run(boolean live, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                live);
        int exitCode = new Kubeos(terminal).run(args);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Run ask(RecordingNode node, String... args) throws Exception {
        try (var server = new RunningServer(node)) {
            var all = new ArrayList<>(List.of(args));
            all.addAll(1, List.of("--socket", server.path.toString()));
            return run(all.toArray(String[]::new));
        }
    }

    @Test
    void upgrades() throws Exception {
        var node = RecordingNode.quick();
        Run run = ask(
                node,
                "upgrade",
                "registry.example.org/kubeos:v2",
                "--no-reboot",
                "--allow-downgrade",
                "--bandwidth",
                "10M",
                "--digest",
                "A".repeat(64));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("It boots on trial when the node reboots next.\n");
        assertThat(run.err()).isEqualTo("Fetching chunks\nwarning: a \"quoted\" {warning}\nwith é\n");
        assertThat(node.calls).hasSize(2).endsWith("arm");
        assertThat(node.calls.getFirst())
                .contains("allowDowngrade=true", "insecure=false", "bandwidth=Optional[10485760]")
                .contains("digest=Optional[sha256:" + "a".repeat(64) + "]");
    }

    @Test
    void progressOnATerminal() throws Exception {
        try (var server = new RunningServer(RecordingNode.quick())) {
            Run run = run(true, "upgrade", "a", "--no-reboot", "--socket", server.path.toString());
            assertThat(run.err()).contains("100 %  4 bytes of 4 bytes", "\r\033[K");
        }
    }

    @Test
    void pathsAreTheCallersOwn(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("update.img"));
        Path here = Path.of("").toAbsolutePath();
        assertThat(UpgradeCommand.absolute(here.relativize(file).toString())).isEqualTo(file.toString());
        assertThat(UpgradeCommand.absolute("./update.img"))
                .isEqualTo(here.resolve("update.img").toString());
        assertThat(UpgradeCommand.absolute("oci:out:v2")).isEqualTo("oci:" + here + "/out:v2");
        for (String unchanged : new String[] {
            "registry.example.org/kubeos:v2", "https://example.org/update.img", "/a/update.img", "oci:/out:v2"
        }) {
            assertThat(UpgradeCommand.absolute(unchanged)).isEqualTo(unchanged);
        }
    }

    @Test
    void json() throws Exception {
        Run run = ask(RecordingNode.quick(), "confirm", "--json");
        assertThat(run).isEqualTo(new Run(0, "{\n  \"called\" : \"confirm\"\n}\n", ""));
    }

    @Test
    void failuresAsJson() throws Exception {
        Run run = ask(RecordingNode.quick(), "upgrade", "unsigned", "--json");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("kubeos: No trusted key signed the image.\n");
        assertThat(run.out())
                .isEqualTo("{\n  \"error\" : \"No trusted key signed the image.\",\n  \"reason\" : \"refused\",\n"
                        + "  \"exitCode\" : 3\n}\n");
    }

    @ParameterizedTest
    @CsvSource({"unsigned,3", "bare,2", "absent,1", "fault,1"})
    void exitCodes(String image, int exitCode) throws Exception {
        assertThat(ask(RecordingNode.quick(), "upgrade", image).exitCode()).isEqualTo(exitCode);
    }

    @Test
    void configures(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("c.json"), "{\"configs\": [{\"model\": \"kernel.sysctl\"}]}");
        var node = RecordingNode.quick();
        assertThat(ask(node, "configure", file.toString(), "--restart").exitCode())
                .isZero();
        assertThat(node.calls).containsExactly("configure [{\"model\":\"kernel.sysctl\"}] restart=true");
        Files.writeString(file, "{");
        assertThat(ask(node, "configure", file.toString()).err()).startsWith("kubeos: Can't read " + file + ": ");
        Files.writeString(file, "{}");
        assertThat(ask(node, "configure", file.toString()).err()).contains("neither an array of models");
    }

    @Test
    void asksForShadowedFiles() throws Exception {
        var node = RecordingNode.quick();
        assertThat(ask(node, "shadowed").exitCode()).isZero();
        Path here = Path.of("").toAbsolutePath();
        Run run = ask(node, "shadowed", "/etc/../etc/hosts", "here", "--diff", "--all", "--secrets");
        assertThat(run.exitCode()).isZero();
        assertThat(node.calls)
                .containsExactly(
                        "shadowed [] diff=false secrets=false all=false",
                        "shadowed [/etc/hosts, " + here + "/here] diff=true secrets=true all=true");
    }

    @Test
    void describesShadowedFiles() throws Exception {
        var command = new ShadowedCommand(Terminal.ofProcess());
        String file = """
                {"path":"/etc/a","kind":"changed","owner":"ann:staff","changed":"2026-01-01T00:00:00Z",
                 "details":["3 bytes instead of 2","mode 0600 instead of 0644"]%s}""";
        String files = "{\"files\":[" + file.formatted("") + ","
                + file.formatted(",\"conflict\":true,\"diff\":\"@@ -1 +1 @@\\n-a\\n+b\\n\"") + ","
                + file.formatted(",\"reset\":true,\"noDiff\":\"not text\"") + "],\"same\":2,\"otherVersion\":\"v2\"}";
        String line = "/etc/a  changed  ann:staff  2026-01-01T00:00:00Z"
                + "  (3 bytes instead of 2, mode 0600 instead of 0644)\n";
        assertThat(command.describe(Json.readStrictly(files.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(line + line + "    Version v2 in the other slot has another one.\n"
                        + "    @@ -1 +1 @@\n    -a\n    +b\n" + line
                        + "    It is moved aside at the next boot.\n    No diff: not text.\n"
                        + "2 more equal the image's, and will hide what a later version changes. To list them: --all");
        assertThat(command.describe(Json.readStrictly("{\"files\":[],\"same\":0}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("No local file hides a file of the image.");
    }

    @Test
    void asksForResets() throws Exception {
        var node = RecordingNode.quick();
        Path here = Path.of("").toAbsolutePath();
        assertThat(ask(node, "reset", "/etc/../etc/hosts", "here").exitCode()).isZero();
        assertThat(ask(node, "reset", "/etc/cni", "--whole").exitCode()).isZero();
        assertThat(ask(node, "reset", "--cancel", "/etc/hosts").exitCode()).isZero();
        assertThat(ask(node, "reset", "--cancel", "--whole", "/etc/hosts").exitCode())
                .isEqualTo(2);
        assertThat(node.calls)
                .containsExactly(
                        "reset [/etc/hosts, " + here + "/here] whole=false",
                        "reset [/etc/cni] whole=true",
                        "cancelReset [/etc/hosts]");
    }

    @Test
    void describesResets() throws Exception {
        var command = new ResetCommand(Terminal.ofProcess());
        assertThat(command.describe(Json.read("""
                {"pending":["/etc/a","/etc/cni/"],"directory":"/persist/kubeos/reset/2026-01-01T00-00-00Z"}""".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("""
                The next boot gives these files of the image back:
                  /etc/a
                  /etc/cni/
                The local ones are moved to /persist/kubeos/reset/2026-01-01T00-00-00Z. To leave one where it is: kubeos \
                reset --cancel PATH""");
        assertThat(command.describe(Json.read("{\"pending\":[]}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("The next boot resets nothing.");
        var paths = new ArrayList<String>();
        for (int i = 10; i < 22; i++) {
            paths.add("\"/etc/f" + i + "\"");
        }
        var status = new StatusCommand(Terminal.ofProcess());
        assertThat(status.describe(Json.read(("{\"pendingResets\":" + paths + "}").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(
                        "The next boot gives files of the image back: /etc/f10, /etc/f11, /etc/f12, /etc/f13, /etc/f14,"
                                + " /etc/f15, /etc/f16, /etc/f17, /etc/f18, /etc/f19, and 2 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '#',
            value = {
                "##~Usage: kubeos COMMAND",
                "frob~Unknown command 'frob'",
                "upgrade~Missing required parameter: 'IMAGE'",
                "upgrade a --bandwidth x~'x' is no size",
                "status --frob~Unknown option: '--frob'",
                "reset~Missing required parameter: 'PATH'",
            })
    void wrongUsage(String args, String words) {
        Run run = run(args.isEmpty() ? new String[0] : args.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(words);
    }

    @Test
    void helpOfEveryCommand() {
        Run all = run("--help");
        assertThat(all.exitCode()).isZero();
        List<String> commands = all.out()
                .lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().split(" ")[0])
                .toList();
        assertThat(commands).hasSize(13);
        for (String command : commands) {
            Run help = run("help", command);
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).startsWith("Usage: kubeos " + command).contains("--json");
        }
    }

    @Test
    void nobodyListens(@TempDir Path directory) {
        Path socket = directory.resolve("os-agent.sock");
        Run run = run("status", "--socket", socket.toString());
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err())
                .isEqualTo("kubeos: Can't reach os-agent: there is no " + socket
                        + ". If this node has the agent, start its socket: systemctl start os-agent.socket\n");
    }

    @Test
    void controlCharactersDontReachTheTerminal() {
        assertThat(Text.printable("a\033[2Jb\u202ec\nd\te")).isEqualTo("a [2Jb c\nd\te");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 bytes",
        "1023,1023 bytes",
        "1024,1.0 KiB",
        "1587,1.5 KiB",
        "262144000,250.0 MiB",
        "1048575,1023.9 KiB"
    })
    void sizes(long bytes, String text) {
        assertThat(Text.size(bytes)).isEqualTo(text);
    }
}
