package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;
import org.kubeos.yamlschema.yaml.Problem;

/** Who can get into a node, or can't, and whether its maker is told. */
class AccessWarningsTest {

    private static final String PLAIN = "version: v1\ndistribution: debian\nsource: {repository: host}\n";
    private static final String HASH = "$6$salt$" + "a".repeat(86);
    private static final String GRUB_HASH = "grub.pbkdf2.sha512.10000." + "AB".repeat(64) + "." + "CD".repeat(64);
    private static final String SAFE = PLAIN + "root: {password: " + HASH + "}\ngrub: {password: " + GRUB_HASH + "}\n";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF66hwso9ORZ4OCHTY/Y/leK6wzcLaCNuE7udIKCk+sM me";

    @TempDir
    private Path directory;

    @Test
    void tellsHowToMakeAHash() throws IOException {
        assertThat(warnings(PLAIN + "root: {password: geheim}\ngrub: {password: foo}\n"))
                .anyMatch(text -> text.contains(
                        "root.password: is in plain text; replace it with its hash (openssl" + " passwd -6 makes one)"))
                .anyMatch(text -> text.contains("grub.password: is in plain text; replace it with its hash"
                        + " (grub-mkpasswd-pbkdf2 makes one)"));
    }

    @Test
    void whatIsSafeIsNoWarning() throws IOException {
        assertThat(warnings(SAFE)).isEmpty();
    }

    @Test
    void aMenuThatAnybodyCanEditIsAWarning() throws IOException {
        assertThat(warnings(SAFE.replaceFirst("grub:.*\n", "grub: {cmdline: quiet}\n")))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:5:7: grub.password: is not set: anyone at the console");
        assertThat(warnings(SAFE.replaceFirst("grub:.*\n", "")))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:1:1: grub.password: is not set");
    }

    @Test
    void passwordsInClearTextAreAWarningWhereTheyStand() throws IOException {
        assertThat(warnings(SAFE + "users:\n- {name: a, password: " + HASH + "}\n- {name: b, password: geheim}\n"))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:8:23: users.password: is in plain text");
        assertThat(warnings(SAFE + "users:\n- {name: b, password: {env: PASSWORD}}\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{env: KUBEOS}",
                "$6$kbimgexample$B1TFbxBktkxa2cJAmeYBv.ZR3z7S2xEnQETIs1FcE8acN2z95qrtLt1UIdHEEDkgLHJpOQYQR9s4xyGuPARwF.",
                "$1$xyz$RdLyKTL32WEvK3lg8CXID0"
            })
    void publishedPasswordsAreAWarning(String password) throws IOException {
        assertThat(warnings(SAFE.replace(HASH, password)))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:4:18: root.password: is a published example password");
        assertThat(warnings(SAFE + "users: [{name: a, password: " + password.replace("KUBEOS", "FOO") + "}]\n"))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:6:29: users.password: is a published example password");
    }

    @ParameterizedTest
    @CsvSource({"-6,kubeos", "-5,foo", "-1,bar", "-6,openEuler12#$"})
    void anyHashOfAPublishedPasswordIsFound(String method, String password) throws IOException {
        String hash = Tool.run("openssl", "passwd", method, password)
                .expectSuccess()
                .text()
                .strip();
        assertThat(warnings(SAFE.replace(HASH, hash)))
                .singleElement()
                .asString()
                .contains("is a published example password");
        String other = Tool.run("openssl", "passwd", method, password + "1")
                .expectSuccess()
                .text()
                .strip();
        assertThat(warnings(SAFE.replace(HASH, other))).isEmpty();
    }

    @Test
    void anyGrubHashOfAPublishedPasswordIsFound() throws IOException {
        String made = Tool.run(List.of("grub-mkpasswd-pbkdf2", "-s", "9"), "kubeos\nkubeos\n".getBytes())
                .expectSuccess()
                .text()
                .strip();
        String hash = made.substring(made.lastIndexOf(' ') + 1);
        assertThat(warnings(SAFE.replace(GRUB_HASH, hash)))
                .singleElement()
                .asString()
                .startsWith("kbimg.yaml:5:18: grub.password: is a published example password");
    }

    @Test
    void hashesThatTakeLongAreNotTried() throws IOException {
        String slow = HASH.replace("$6$", "$6$rounds=999999999$");
        assertThat(warnings(SAFE.replace(HASH, slow).replace(".10000.", ".999999999.")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "root: {locked: true, password: $6$}\n",
                "users: [{name: a}]\n",
                "users: [{name: a, password: $6$, shell: /usr/sbin/nologin}]\n",
                "users: [{name: a, sshKeys: ['KEY'], locked: true}]\n",
                "files: [{target: /etc/motd, content: hello}]\n"
            })
    void aNodeThatNobodyCanLogInToIsAWarning(String access) throws IOException {
        assertThat(warnings(withAccess(access))).singleElement().asString().contains(" nobody can log in: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root: {sshKeys: ['KEY']}\n",
                "users: [{name: a, sshKeys: ['KEY']}]\n",
                "users: [{name: a}, {name: b, password: $6$}]\n",
                "packages: [cloud-init]\n",
                "files: [{target: /root/.ssh/authorized_keys, content: 'KEY'}]\n",
                "source: {image: 'r.example.org/k@sha256:1111111111111111111111111111111111111111111111111111111111111111'}\n"
            })
    void whereSomebodyCanOrMightItIsNone(String access) throws IOException {
        assertThat(warnings(withAccess(access))).isEmpty();
    }

    private static String withAccess(String access) {
        String safe = SAFE.replaceFirst("root:.*\n", "");
        return (access.startsWith("source") ? safe.replaceFirst("source:.*\n", "") : safe)
                + access.replace("$6$", HASH).replace("KEY", KEY);
    }

    @Test
    void theAdministratorsContainerHasNeitherMenuNorPasswords() throws IOException {
        assertThat(warnings(PLAIN + "adminImage: {}\n")).isEmpty();
        assertThat(warnings(PLAIN + "adminImage: {}\nhostname: node\n")).hasSize(2);
    }

    @Test
    void noWarningShowsAPassword() throws IOException {
        assertThat(read(PLAIN + "root: {password: geheim}\ngrub: {password: foo}\n")
                        .warnings())
                .extracting(Problem::describe)
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).doesNotContain("geheim", "{password: foo"));
    }

    private List<String> warnings(String config) throws IOException {
        String homes = config.contains("users:") ? "persist: {union: [/etc, /home]}\n" : "";
        return read(config + homes).warnings().stream()
                .map(warning -> warning.brief().replace(directory + "/", ""))
                .toList();
    }

    private LoadedConfig read(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), config);
        var environment = Map.of("PASSWORD", "correct horse", "KUBEOS", "kubeos", "FOO", "foo");
        return new ConfigReader(List.of("debian"), environment).load(file, config, List.of());
    }
}
