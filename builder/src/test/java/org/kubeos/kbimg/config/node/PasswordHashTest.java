package org.kubeos.kbimg.config.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;

class PasswordHashTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "correct horse",
                "节点",
                "$6$",
                "a password of more than sixty-four characters, which is SHA-512's half"
            })
    void isWhatOpensslMakes(String password) {
        String hash = PasswordHash.of(password, List.of("v1", "ops"));
        String salt = hash.split("\\$")[2];
        assertThat(Tool.run("openssl", "passwd", "-6", "-salt", salt, password)
                        .expectSuccess()
                        .text()
                        .strip())
                .isEqualTo(hash);
    }

    @Test
    void isTheSameEveryTime() {
        assertThat(PasswordHash.of("x", List.of("v1", "ops"))).isEqualTo(PasswordHash.of("x", List.of("v1", "ops")));
    }

    @Test
    void differsForEveryAccountAndVersion() {
        List<List<String>> contexts =
                List.of(List.of("v1", "ops"), List.of("v2", "ops"), List.of("v1", "guest"), List.of("v1o", "ps"));
        assertThat(contexts)
                .extracting(context -> PasswordHash.of("x", context))
                .doesNotHaveDuplicates();
    }

    @Test
    void theSaltTellsNothingOfThePassword() {
        List<String> context = List.of("v1", "ops");
        assertThat(PasswordHash.of("x", context).substring(0, 19))
                .isEqualTo(PasswordHash.of("y", context).substring(0, 19));
    }
}
