package org.kubeos.kbimg.customize.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

class AccountSetupTest {

    private static final String HASH =
            "$6$kbimgexample$B1TFbxBktkxa2cJAmeYBv.ZR3z7S2xEnQETIs1FcE8acN2z95qrtLt1UIdHEEDkgLHJpOQYQR9s4xyGuPARwF.";

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(temp);
    }

    private static List<String> lines(FileTree tree, String path) {
        return tree.readText(path).orElseThrow().lines().toList();
    }

    @Test
    void shadowUtilsFindNothingWrong() {
        assumeTrue(OrdinaryUser.isRoot(), "pwck -R and grpck -R change into the root");
        Path unpacked = root.unpack(root.customize("""
                root: {password: "%s"}
                groups: [{name: staff, gid: 1500}, {name: builders}]
                users:
                  - {name: ops, password: "%s", groups: [wheel, staff, daemon], uid: 1001}
                  - {name: web, group: www, home: /srv/web, shell: /bin/sh}
                  - {name: closed, password: "%s", locked: true}
                  - {name: daemon, shell: /bin/sh}
                """.formatted(HASH, HASH, HASH)), "judged");

        Tool.run("pwck", "-r", "-R", unpacked.toString()).expectSuccess();
        Tool.run("grpck", "-r", "-R", unpacked.toString()).expectSuccess();
    }

    @Test
    void givesIdsGroupsHomesAndShells() {
        FileTree tree = root.customize("""
                groups: [{name: staff, gid: 1000}]
                users:
                  - {name: first}
                  - {name: fixed, uid: 1001, groups: [wheel, staff]}
                  - {name: second, group: staff, home: /srv/second, shell: /bin/sh}
                """);

        assertThat(lines(tree, "etc/passwd"))
                .contains(
                        "first:x:1002:1002::/home/first:/bin/bash",
                        "fixed:x:1001:1001::/home/fixed:/bin/bash",
                        "second:x:1003:1000::/srv/second:/bin/sh");
        assertThat(lines(tree, "etc/group"))
                .contains("staff:x:1000:fixed", "first:x:1002:", "fixed:x:1001:", "wheel:x:1004:fixed");
        assertThat(lines(tree, "etc/gshadow")).contains("wheel:!::fixed");
        assertThat(lines(tree, "etc/shadow")).contains("first:*:20454:0:99999:7:::");
        assertThat(root.listing(tree))
                .contains(
                        "drwx------ 1002/1002 0 2026-01-01 00:00 home/first",
                        "-rw-r--r-- 1002/1002 10 2026-01-01 00:00 home/first/.profile",
                        "drwx------ 1003/1000 0 2026-01-01 00:00 srv/second",
                        "-rw-r----- 0/0 "
                                + tree.readText("etc/shadow").orElseThrow().length() + " 2026-01-01 00:00 etc/shadow");
    }

    @Test
    void changesAnAccountThatIsThereInPlace() {
        FileTree tree = root.customize("users: [{name: daemon, password: \"" + HASH + "\", groups: [shadow]}]");

        assertThat(lines(tree, "etc/passwd"))
                .contains("daemon:x:1:1:daemon:/usr:/bin/bash")
                .hasSize(2);
        assertThat(lines(tree, "etc/shadow")).contains("daemon:" + HASH + ":20000:0:99999:7:::");
        assertThat(lines(tree, "etc/group")).contains("shadow:x:42:daemon").hasSize(3);
    }

    @Test
    void locksWhatHasNoPasswordAndWhatIsToBeLocked() {
        FileTree tree = root.customize("""
                users: [{name: keyed}, {name: closed, password: "%s", locked: true}]
                """.formatted(HASH));

        assertThat(lines(tree, "etc/shadow"))
                .contains(
                        "root:*:20000:0:99999:7:::",
                        "keyed:*:20454:0:99999:7:::",
                        "closed:!" + HASH + ":20454:0:99999:7::1:");
    }

    @Test
    void keepsTheMarksOfShadowAsTheyAre() {
        FileTree tree = root.customize("""
                root: {password: '*'}
                users: [{name: one, password: '!!'}, {name: two, password: '!%s'}, {name: three, password: '!', locked: true}]
                """.formatted(HASH));
        assertThat(tree.readText("etc/shadow").orElseThrow())
                .contains("root:*:", "one:!!:", "two:!" + HASH + ":", "three:!!:");
    }

    @Test
    void hashesClearTextAsOpensslWould() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret"), "from a file\nsecond line\n");
        FileTree tree = root.customize("""
                root: {password: correct horse}
                users: [{name: ops, password: {file: %s}}]
                """.formatted(secret));

        for (String[] account : new String[][] {{"root", "correct horse"}, {"ops", "from a file"}}) {
            String line = lines(tree, "etc/shadow").stream()
                    .filter(text -> text.startsWith(account[0] + ":"))
                    .findFirst()
                    .orElseThrow();
            String hash = line.split(":")[1];
            assertThat(Tool.run("openssl", "passwd", "-6", "-salt", hash.split("\\$")[2], account[1])
                            .expectSuccess()
                            .text()
                            .strip())
                    .isEqualTo(hash);
        }
    }

    @Test
    void sshdAndSshKeygenTakeTheKeys() throws Exception {
        Tool.run(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-C",
                        "me@home",
                        "-f",
                        temp.resolve("key").toString())
                .expectSuccess();
        String key = Files.readString(temp.resolve("key.pub")).strip();
        FileTree tree = root.customize("""
                root: {sshKeys: ["%s"]}
                users: [{name: ops, sshKeys: ["from=\\"10.0.0.0/8\\",no-pty %s"]}]
                """.formatted(key, key));

        assertThat(root.listing(tree))
                .anyMatch(line -> line.matches("-rw------- 0/0 .* root/\\.ssh/authorized_keys"))
                .anyMatch(line -> line.matches("drwx------ 1000/1000 .* home/ops/\\.ssh"))
                .anyMatch(line -> line.matches("-rw------- 1000/1000 .* home/ops/\\.ssh/authorized_keys"));
        Path written = Files.writeString(
                temp.resolve("authorized_keys"),
                tree.readText("home/ops/.ssh/authorized_keys").orElseThrow());
        assertThat(Tool.run("ssh-keygen", "-l", "-f", written.toString())
                        .expectSuccess()
                        .text())
                .contains("(ED25519)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: [{name: a, shell: /bin/zsh}] | users: the root file system has no program /bin/zsh, the shell of a. It has /bin/sh, /bin/bash. Choose another one, or add the package that provides it.",
                "users: [{name: a, shell: /etc/passwd}] | users: the root file system has no program /etc/passwd",
                "users: [{name: a, uid: 1}] | users: a can't have the ID 1, which the user daemon in the root file system has",
                "users: [{name: daemon, uid: 1200}] | users: the user daemon has the ID 1 in the root file system",
                "groups: [{name: a, gid: 42}] | groups: a can't have the ID 42, which the group shadow",
            })
    void tellsWhatContradictsTheRootFileSystem(String yaml, String message) {
        assertThatThrownBy(() -> root.customize(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }
}
