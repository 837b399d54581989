package org.kubeos.kbimg.config.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.config.ConfigException;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.testkit.Tool;

/** libcrypt, which Perl calls, says what a hash is. */
class PasswordSchemaTest {

    private static final String SHA512 = "$6$salt$" + "a".repeat(86);

    @TempDir
    Path directory;

    private LoadedConfig load(String password) throws IOException {
        Path config = Files.writeString(
                directory.resolve("kbimg.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: host}\nroot: {password: " + password + "}\n");
        return new ConfigReader(List.of("debian")).load(config, List.of());
    }

    private Password read(String text) throws IOException {
        Password direct = password("'" + text.replace("'", "''") + "'");
        Path file = Files.writeString(directory.resolve("password"), text + "\nsecond line\n");
        assertThat(password("{file: " + file + "}").getClass()).isEqualTo(direct.getClass());
        return direct;
    }

    private Password password(String yaml) throws IOException {
        return load(yaml).config().root().password().orElseThrow();
    }

    private static String crypt(String setting) {
        return Tool.run("perl", "-e", "print crypt('geheim', $ARGV[0]) // '*'", setting)
                .expectSuccess()
                .text()
                .strip();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$y$j9T$Qpz7atT.Ix9LOwkLnJUwh/",
                "$gy$j9T$0RCuWFQmg7c/jAFkUe7sR0",
                "$7$CU..../....xjheszJcMGYAQRRtMLDB./",
                "$2a$04$/9CFWF5cooebWteVfiy3l.",
                "$2b$04$HblKXr4UTCE.WhqgW4hzg.",
                "$2y$04$1QFb0PyW4Ntr1T1DH2m64.",
                "$6$saltstring",
                "$6$rounds=1000$salt",
                "$5$saltstring",
                "$5$rounds=1000$salt",
                "$sm3$saltstring",
                "$sha1$1000$K4kOlKM02o0G5budUtxb$",
                "$md5,rounds=1000$Tv8TEt3x$",
                "$md5$Tv8TEt3x$",
                "$1$X1DBPXjs",
                "_J9..AxLx",
                "57"
            })
    void takesEveryKindOfHashForOne(String setting) throws IOException {
        String hash = crypt(setting);
        assumeThat(hash).as("this machine's libcrypt knows it").doesNotStartWith("*");
        assertThat(read(hash)).isEqualTo(new Password.Hash(hash));
        assertThat(read("!" + hash)).isEqualTo(new Password.Locked("!" + hash));
        assertThat(PasswordSchema.isPlainText(hash)).isFalse();
        if (hash.startsWith("$")) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> read(hash.substring(0, hash.length() - 1) + "*"));
        }
    }

    @Test
    void takesTheFormOfHashesThatThisMachineMayNotKnow() throws IOException {
        assertThat(read("$sm3$salt$" + "a".repeat(43))).isInstanceOf(Password.Hash.class);
        assertThat(read("$sm3y$j9T$salt$" + "a".repeat(43))).isInstanceOf(Password.Hash.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "!", "!!", "!*", "*LK*", "*NP*"})
    void whatLocksInShadowLocksHere(String mark) throws IOException {
        assertThat(read(mark)).isEqualTo(new Password.Locked(mark));
        assertThat(load("'" + mark + "'").warnings())
                .anySatisfy(warning -> assertThat(warning.message()).startsWith("nobody can log in"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$short",
                "$6$sa:lt$aaaa",
                "$geheim",
                " $6$salt$aaaa",
                "!geheim",
                "*geheim",
                "!!$6$salt$aaaa",
                "{SSHA}geheim",
                "{crypt}geheim",
                "root:$6$salt$aaaa:20000",
                "ops:*:20000",
                "grub.pbkdf2.sha512.10000.AB.CD"
            })
    void neverTakesAnAttemptAtAHashForPlainText(String text) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining("the value (not shown) is not a password")
                .withMessageContaining("use locked: true")
                .withMessageNotContaining("geheim");
    }

    /** crypt(5): no hash has these characters; login would compare with something else. */
    @ParameterizedTest
    @ValueSource(strings = {":", ";", "*", "!", "\\"})
    void noSaltHasWhatShadowGivesAMeaning(String character) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(SHA512.replace("salt", "sa" + character + "t")));
        assertThat(crypt("$6$sa" + character + "t$")).startsWith("*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"geheim", "correct horse", "a$b", "a!", "x", "_geheim", "kqjlRtDdGR/q7", "节点", "a:b", "{x}"})
    void everythingElseIsPlainText(String text) throws IOException {
        assertThat(read(text)).isInstanceOf(Password.ClearText.class);
        assertThat(PasswordSchema.isPlainText(text)).isTrue();
    }

    @Test
    void tellsThatADesHashCouldBePlainText() throws IOException {
        assertThat(load("kqjlRtDdGR/q6").warnings())
                .anySatisfy(warning -> assertThat(warning.message()).startsWith("is taken for a DES hash"));
        assertThat(load("'" + SHA512 + "'").warnings())
                .noneSatisfy(warning -> assertThat(warning.message()).contains("DES"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "!!", "$6$salt$aaaa", "!$y$geheim", "grub.pbkdf2.sha512.geheim"})
    void theMenuHasNoLocks(String text) throws IOException {
        Path config = Files.writeString(
                directory.resolve("menu.yaml"),
                "version: v1\ndistribution: debian\nsource: {repository: host}\ngrub: {password: '" + text + "'}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader(List.of("debian")).load(config, List.of()))
                .withMessageContaining("is not a password for GRUB");
    }
}
