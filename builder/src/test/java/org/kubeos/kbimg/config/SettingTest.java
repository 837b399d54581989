package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingTest {

    private static final String HASH = "$6$abcdefgh$" + "a".repeat(86);

    @TempDir
    Path directory;

    private List<Setting> settings(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), yaml);
        return new ConfigReader(List.of("debian"), Map.of("TOKEN_HASH", HASH))
                .load(file, List.of())
                .settings();
    }

    @Test
    void tellsEachValueWithItsKey() throws IOException {
        Files.writeString(directory.resolve("agent"), "#!");
        assertThat(settings("""
                version: v1
                distribution: debian
                source: {repository: host}
                packages: [vim, curl]
                agent: agent
                users:
                  - {name: ann, groups: [adm, wheel]}
                """))
                .extracting(Setting::toString)
                .contains(
                        "version: v1",
                        "packages: vim",
                        "packages: curl",
                        "users[ann].groups: adm",
                        "users[ann].groups: wheel",
                        "users[ann].locked: false",
                        "firmware: uefi",
                        // As it is written: in another directory, it would be another path.
                        "agent: agent");
    }

    @Test
    void secretsAreComparedAndNotShown() throws IOException {
        List<Setting> settings = settings("""
                version: v1
                distribution: debian
                source: {image: registry.example.org/kubeos:v1, insecure: true}
                root: {password: %s}
                users:
                  - {name: ann, password: {env: TOKEN_HASH}}
                """.formatted(HASH));
        assertThat(settings.toString()).doesNotContain("aaaa");
        assertThat(settings)
                .filteredOn(setting -> setting.key().equals("root.password"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.text()).isEqualTo(HASH))
                .satisfies(setting -> assertThat(setting.shown()).isEqualTo("********"));
        assertThat(settings)
                .filteredOn(setting -> setting.key().startsWith("users[ann].password"))
                .extracting(Setting::shown)
                .containsExactly("TOKEN_HASH");
    }
}
