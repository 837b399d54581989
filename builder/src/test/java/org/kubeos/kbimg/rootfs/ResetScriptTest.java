package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.ResetList;
import org.kubeos.nodelayout.ResetList.Entry;
import org.kubeos.testkit.Tool;

/** The initramfs gives files of the image back, on upper layers that the kernel has made. */
class ResetScriptTest {

    private static final String TIME = "2026-11-28T09-12-40Z";
    private static final String TWO_LINES = "two\nlines and a tab\t";

    private static final String[] EVERY_KIND = {
        "/etc/a.conf",
        "/etc/b.conf",
        "/etc/c.conf",
        "/etc/closed",
        "/etc/closed/secret",
        "/etc/d/x",
        "/etc/link",
        "/etc/" + TWO_LINES,
        "/etc/-Fő % \\0041 'ú\""
    };

    @TempDir
    private Path directory;

    private ResetScriptNode node;
    private Map<String, String> pristine;

    @BeforeEach
    void makeNode() throws IOException {
        node = new ResetScriptNode(directory);
        node.image("etc/a.conf", "image a\n");
        node.image("etc/b.conf", "image b\n");
        node.image("etc/c.conf", "image c\n");
        node.image("etc/d/x", "image x\n");
        node.image("etc/d/y", "image y\n");
        node.image("etc/closed/secret", "image secret\n");
        node.image("etc/" + TWO_LINES, "image lines\n");
        node.image("etc/-Fő % \\0041 'ú\"", "image name\n");
        node.image("var/lib/inner/n", "image n\n");
        node.image("var/data/z", "image z\n");
        node.image("usr/bin/tool", "image tool\n");
        Files.createSymbolicLink(node.image().resolve("etc/link"), Path.of("a.conf"));
        Tool.run("chmod", "750", node.image().resolve("etc/closed").toString()).expectSuccess();
        pristine = node.view("/etc");
    }

    private static ResetList list(String... paths) {
        return new ResetList(TIME, Stream.of(paths).map(ResetScriptTest::entry).toList());
    }

    /** A slash at the end stands for all of a directory. */
    private static Entry entry(String path) {
        return path.endsWith("/") ? new Entry(path.substring(0, path.length() - 1), true) : new Entry(path, false);
    }

    private Path aside() {
        return node.persist().resolve(PersistLayout.RESET).resolve(TIME);
    }

    private Tool.Result reset(String... paths) throws IOException {
        node.ask(list(paths));
        return node.reset();
    }

    private void changeEveryKind() throws IOException {
        node.change("/etc", """
                echo mine >>a.conf
                rm b.conf d/x
                ln -sfn c.conf link
                rm c.conf
                mkdir c.conf
                echo mine >c.conf/mine
                chmod 700 closed
                chown 12:34 closed
                echo mine >closed/secret
                chmod 600 closed/secret
                echo mine >"$(printf 'two\\nlines and a tab\\t')"
                for name in -*; do echo mine >"./$name"; done
                echo local >local
                echo local >closed/local
                """);
    }

    /** Initramfs images of RPM distributions have bash for a shell. */
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash --posix"})
    void everyKind(String shell) throws Exception {
        changeEveryKind();
        Map<String, String> changed = node.view("/etc");
        node.ask(list(EVERY_KIND));
        Tool.Result result = node.run(shell + " /node/bin/kubeos-reset").expectSuccess();
        assertThat(result.lines()).hasSize(EVERY_KIND.length).allMatch(line -> line.endsWith(": Reset."));
        assertThat(node.list()).doesNotExist();

        Map<String, String> after = node.view("/etc");
        assertThat(after.remove("local")).isEqualTo("100644 0:0 local\n");
        assertThat(after.remove("closed/local")).isEqualTo("100644 0:0 local\n");
        assertThat(after).isEqualTo(pristine);

        Map<String, String> aside = ResetScriptNode.files(aside().resolve("etc"));
        assertThat(aside.remove("b.conf")).startsWith("20000 ");
        assertThat(aside.remove("d/x")).startsWith("20000 ");
        assertThat(aside.keySet())
                .containsExactlyInAnyOrder(
                        "a.conf",
                        "c.conf",
                        "c.conf/mine",
                        "closed",
                        "closed/secret",
                        "d",
                        "link",
                        TWO_LINES,
                        "-Fő % \\0041 'ú\"");
        assertThat(changed).containsAllEntriesOf(aside);
        assertThat(Files.getPosixFilePermissions(aside())).hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
    }

    /** What is moved twice, or not at all, would be in another place. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void aCutAtAnyCommand(String moment) throws Exception {
        node.change("/etc", "echo mine >closed/secret; chmod 700 closed; rm -r b.conf d; mkdir d; echo mine >d/mine");
        Path saved = directory.resolve("saved");
        node.ask(list("/etc/b.conf", "/etc/closed", "/etc/closed/secret", "/etc/d/"));
        Tool.run("cp", "-a", node.persist().toString(), saved.toString()).expectSuccess();
        node.reset().expectSuccess();
        Map<String, String> expected = ResetScriptNode.files(node.persist());
        assertThat(expected).containsKey("kubeos/reset/" + TIME + "/etc/d/mine");

        int cuts = 0;
        while (true) {
            Tool.run("rm", "-r", node.persist().toString()).expectSuccess();
            Tool.run("cp", "-a", saved.toString(), node.persist().toString()).expectSuccess();
            Tool.Result cut = node.reset((cuts + 1) + "-" + moment);
            if (cut.exitCode() == 0) {
                break;
            }
            cuts++;
            assertThat(cut.exitCode()).as(cut.text()).isEqualTo(137);
            node.reset().expectSuccess();
            assertThat(withoutEmptyLeftover(ResetScriptNode.files(node.persist())))
                    .as("cut %s command %d", moment, cuts)
                    .isEqualTo(expected);
        }
        assertThat(cuts).isGreaterThan(25);
    }

    /** The directory that was to become one of the moved files'. */
    private static Map<String, String> withoutEmptyLeftover(Map<String, String> files) {
        files.remove("kubeos/reset/" + TIME + ".new");
        return files;
    }

    @Test
    void aDirectoryThatWasMadeAgain() throws Exception {
        // The directory hides all of the image's, though each name that the image has is there.
        node.change("/etc", "cp -r d e; rm -r d; mv e d; echo mine >d/x; echo mine >d/mine");
        Map<String, String> before = node.view("/etc");
        Tool.Result result = reset("/etc/d/x").expectSuccess();
        assertThat(result.text())
                .isEqualTo("kubeos-reset: /etc/d/x: Not reset: a directory above it was removed and made again."
                        + " That one can be reset as a whole.\n");
        assertThat(node.view("/etc")).isEqualTo(before);
        assertThat(aside()).doesNotExist();
        assertThat(node.list()).doesNotExist();

        reset("/etc/d/").expectSuccess();
        assertThat(node.view("/etc")).isEqualTo(pristine);
        assertThat(aside().resolve("etc/d/mine")).hasContent("mine");
    }

    @Test
    void aWholeDirectory() throws Exception {
        node.change("/etc", "echo mine >d/x; echo mine >d/mine; chmod 700 d");
        reset("/etc/d").expectSuccess();
        assertThat(node.view("/etc")).containsEntry("d", "40755 0:0 0").containsEntry("d/x", "100644 0:0 mine\n");
        assertThat(aside().resolve("etc/d")).isEmptyDirectory();
        reset("/etc/d/").expectSuccess();
        assertThat(node.view("/etc")).isEqualTo(pristine);
        // Nothing that was moved before is replaced.
        assertThat(aside().resolve("etc/d")).isEmptyDirectory();
        assertThat(aside().resolve("etc/d.~1~/mine")).hasContent("mine");
    }

    @Test
    void theInnermostUnionPath() throws Exception {
        node.change("/var", "mkdir -p lib/inner; echo outer >lib/inner/n");
        node.change("/var/lib/inner", "echo inner >n");
        reset("/var/lib/inner/n").expectSuccess();
        assertThat(node.upper("/var/lib/inner").resolve("n")).doesNotExist();
        assertThat(node.upper("/var").resolve("lib/inner/n")).hasContent("outer");
        assertThat(aside().resolve("var/lib/inner/n")).hasContent("inner");
    }

    /** The version that boots may be another one than when the reset was asked for. */
    @Test
    void aFileThatThisVersionDoesNotHave() throws Exception {
        node.change("/etc", "echo local >local; ln -s d ld");
        Map<String, String> before = ResetScriptNode.files(node.persist());
        String text =
                reset("/etc/local", "/etc/ld", "/etc/gone").expectSuccess().text();
        assertThat(text.lines())
                .containsExactly(
                        "kubeos-reset: /etc/local: Not reset: this version of the image has no such file.",
                        "kubeos-reset: /etc/ld: Not reset: this version of the image has no such file.");
        assertThat(withoutAgent(ResetScriptNode.files(node.persist()))).isEqualTo(before);
    }

    private static Map<String, String> withoutAgent(Map<String, String> files) {
        files.remove("kubeos");
        files.remove("kubeos/agent");
        return files;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/../../../node/outside",
                "../outside",
                "etc/a.conf",
                "/",
                "//",
                "/etc",
                "/etc/",
                "/etc//a.conf",
                "/etc/./a.conf",
                "/etc/\\0056\\0056/\\0056\\0056/outside",
                "/usr/bin/tool",
                "/var/data/z",
                "/var/data",
                "/persist/union/etc/upper/a.conf",
                "/node/outside/a.conf",
                "/etc/out/a.conf",
                "/etc/d\\0000/../../../x",
                "/etc/a conf",
                "/etc/a.conf\t",
                "/etc/*",
                "$(touch /node/outside/run)",
                "`touch /node/outside/run`",
                "; touch /node/outside/run",
                "\\c",
                "\\0056\\0056",
                "-rf",
                "/etc/\33[2J",
            })
    void hostileLines(String line) throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        ResetScriptNode.write(outside.resolve("a.conf"), "outside\n");
        node.image("etc/out/a.conf", "image\n");
        node.change("/etc", "echo mine >a.conf");
        node.change("/var", "true");
        Files.createSymbolicLink(node.upper("/etc").resolve("out"), Path.of("/node/outside"));
        Map<String, String> before = ResetScriptNode.files(node.persist());
        Map<String, String> beside = ResetScriptNode.files(outside);
        Map<String, String> image = ResetScriptNode.files(node.image());
        for (String shell : List.of("dash", "bash --posix")) {
            ResetScriptNode.write(node.list(), TIME + "\n" + line + "\n");
            Tool.Result result = node.run(shell + " /node/bin/kubeos-reset").expectSuccess();
            assertThat(result.text())
                    .contains("kubeos-reset: ")
                    .doesNotContain("\33")
                    .doesNotContain(": Reset.");
            assertThat(withoutAgent(ResetScriptNode.files(node.persist()))).isEqualTo(before);
            assertThat(ResetScriptNode.files(outside)).isEqualTo(beside);
            assertThat(ResetScriptNode.files(node.image())).isEqualTo(image);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../../union", "a/b", "/node/outside", "x y"})
    void hostileDirectories(String name) throws Exception {
        node.change("/etc", "echo mine >a.conf");
        Map<String, String> before = ResetScriptNode.files(node.persist());
        ResetScriptNode.write(node.list(), name + "\n/etc/a.conf\n");
        assertThat(node.reset().expectSuccess().text()).contains("The list is not one of the agent's.");
        assertThat(withoutAgent(ResetScriptNode.files(node.persist()))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubeos/reset",
                "kubeos/reset/" + TIME,
                "kubeos/reset/" + TIME + ".new",
                "kubeos/reset/" + TIME + "/etc",
                "kubeos/reset/" + TIME + "/etc/d",
                "union/etc/upper/d",
                "union/etc/upper",
                "union/etc",
                "union",
            })
    void linksAreNotFollowed(String place) throws Exception {
        Path beside = Files.createDirectories(directory.resolve("beside"));
        Path outside = beside.resolve("outside");
        node.change("/etc", "echo mine >d/x; chmod 700 d");
        Path link = node.persist().resolve(place);
        if (Files.exists(link)) {
            Files.move(link, outside);
        } else {
            Tool.run("mkdir", "-m", "700", outside.toString()).expectSuccess();
        }
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("/node/beside/outside"));
        Map<String, String> before = ResetScriptNode.files(beside);
        assertThat(reset("/etc/d/x").text()).contains("such as a link").doesNotContain(": Reset.");
        reset("/etc/d", "/etc/d/");
        assertThat(ResetScriptNode.files(beside)).isEqualTo(before);
    }

    @Test
    void aListThatIsNoFile() throws Exception {
        node.change("/etc", "echo mine >a.conf");
        ResetScriptNode.write(
                directory.resolve("elsewhere/reset.list"), list("/etc/a.conf").text());
        Files.createDirectories(node.list().getParent());
        Files.createSymbolicLink(node.list(), Path.of("/node/elsewhere/reset.list"));
        assertThat(node.reset().expectSuccess().text()).isEmpty();
        Files.delete(node.list());
        Tool.run("mkfifo", node.list().toString()).expectSuccess();
        assertThat(node.reset().expectSuccess().text()).isEmpty();
        Tool.run("rm", "-r", node.list().getParent().toString()).expectSuccess();
        Files.createSymbolicLink(node.list().getParent(), Path.of("/node/elsewhere"));
        assertThat(node.reset().expectSuccess().text()).isEmpty();
        assertThat(node.upper("/etc").resolve("a.conf")).hasContent("mine");
    }

    /** A fault of the disk may be gone the next time. */
    @Test
    void whatCannotBeMovedStaysInTheList() throws Exception {
        node.change("/etc", "echo mine >a.conf");
        node.ask(list("/etc/a.conf"));
        Tool.Result result = node.run("mount -o remount,bind,ro /sysroot/persist; kubeos-reset");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(node.list()).exists();
        node.reset().expectSuccess();
        assertThat(node.view("/etc")).isEqualTo(pristine);
    }

    /** All of the script that mounts PERSIST, which starts this one: the overlays come after it. */
    @Test
    void aBoot() throws Exception {
        changeEveryKind();
        node.ask(list(EVERY_KIND));
        Path again = directory.resolve("again");
        ResetScriptNode.write(again, list("/etc/a.conf").text());
        Tool.Result result = node.run("""
                kubeos-persist
                mountpoint -q /sysroot/etc
                cat /sysroot/etc/a.conf /sysroot/etc/local
                echo changed >/sysroot/etc/a.conf
                # As from the emergency shell.
                cp /node/again /sysroot/persist/kubeos/agent/reset.list
                kubeos-persist
                cat /sysroot/etc/a.conf
                """).expectSuccess();
        List<String> lines = new ArrayList<>(result.lines());
        lines.removeIf(
                line -> line.endsWith(": Reset.") || line.contains("beside the root") || line.contains("findmnt"));
        assertThat(lines)
                .containsSubsequence(
                        "image a",
                        "local",
                        "kubeos-reset: /etc/a.conf: Not reset now: /etc is mounted already.",
                        "kubeos-persist: Not all local files are reset. The next boot tries again.",
                        "changed");
        assertThat(Files.exists(node.list(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        node.reset().expectSuccess();
        assertThat(node.view("/etc")).containsEntry("a.conf", pristine.get("a.conf"));
    }
}
