package org.kubeos.kbimg.customize.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.testkit.Tool;

/** Whether whoever can pull an upgrade image is told of for each place that a hash can be in. */
class PasswordHashesTest {

    @TempDir
    private Path directory;

    @Test
    void withoutPasswordsThereAreNone() {
        assertThat(holders("users: [{name: ops}]\n")).isEmpty();
    }

    @Test
    void accountsAndTheMenuHaveThem() {
        assertThat(holders("""
                root: {password: geheim}
                users: [{name: ops, password: geheim2, locked: true}, {name: other, locked: true}]
                grub: {password: geheim3}
                """)).containsExactly("root", "ops", "GRUB");
        assertThat(holders("firmware: bios\ngrub: {password: geheim}\n")).containsExactly("GRUB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-6", "-5", "-1", "-apr1"})
    void hashesOfAllKindsCount(String method) {
        String hash = Tool.run("openssl", "passwd", method, "geheim")
                .expectSuccess()
                .text()
                .strip();
        for (String field : List.of(hash, "!" + hash, "!!" + hash)) {
            var root = new CustomizedRoot(directory);
            root.file("etc/shadow-", 0640, "root:*:1::::::\nold:" + field + ":1::::::\n");
            assertThat(PasswordHashes.holders(root.customize(""))).as(field).containsExactly("old");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$y$j9T$abc$def",
                "$2b$12$abcdef",
                "$gy$j9T$a$b",
                "$sm3$abc$def",
                "$md5,rounds=5$abc$$def",
                "$sha1$9$abc$def",
                "_J9..AxLx.3kdVunQqQI",
                "ab1cdEFgh2.ij"
            })
    void soDoThoseOfOtherPrograms(String hash) {
        var root = new CustomizedRoot(directory);
        root.file("etc/passwd-", 0644, "nobody:x:1:1::/:/bin/sh\nold:" + hash + ":1:1::/:/bin/sh\n");
        assertThat(PasswordHashes.holders(root.customize(""))).containsExactly("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "!", "!!", "!*", "x", "*LK*", "*NP*"})
    void whatNoPasswordMatchesIsNone(String field) {
        var root = new CustomizedRoot(directory);
        root.file("etc/shadow-", 0640, "old:" + field + ":1::::::\n");
        assertThat(PasswordHashes.holders(root.customize(""))).isEmpty();
    }

    private List<String> holders(String config) {
        return PasswordHashes.holders(new CustomizedRoot(directory).customize(config));
    }
}
