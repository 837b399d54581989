package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.nodelayout.ResetList.Entry;

class ResetListTest {

    private static final ResetList LIST = new ResetList(
            "2026-11-28T09-12-40Z",
            List.of(
                    new Entry("/etc/ssh/sshd_config", false),
                    new Entry("/etc/cni", true),
                    new Entry("/etc/two words\n\\ő", false)));

    @Test
    void text() {
        assertThat(LIST.text()).isEqualTo("""
                2026-11-28T09-12-40Z
                /etc/ssh/sshd_config
                /etc/cni/
                /etc/two\\0040words\\0012\\0134\\0305\\0221
                """);
    }

    @Test
    void whatIsWrittenIsRead() throws NodeFileException {
        assertThat(ResetList.parse(LIST.text())).isEqualTo(LIST);
    }

    /** PATH_MAX of Linux is 4096 bytes. */
    @Test
    void theLongestPathIsRead() throws NodeFileException {
        var list = new ResetList("2026", List.of(new Entry(("/" + "ő".repeat(127)).repeat(16), false)));

        assertThat(ResetList.parse(list.text())).isEqualTo(list);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "etc",
                "/",
                "//",
                "/etc//a",
                "/etc/./a",
                "/etc/..",
                "/etc/\\0056\\0056/a",
                "/etc/a b",
                "/etc/a\\n",
                "/etc/a\\",
                "/etc/a\\0400",
                "/etc/a\\0000",
                "/etc/\\0377",
                "/etc/ő"
            })
    void linesThatAreRefused(String line) {
        assertThatThrownBy(() -> ResetList.parse("2026-11-28T09-12-40Z\n" + line + "\n"))
                .isInstanceOf(NodeFileException.class)
                .hasMessageStartingWith("reset.list: expected a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n/etc/a\n", "/etc/a\n", "../2026\n", "2026 \n"})
    void directoriesThatAreRefused(String text) {
        assertThatThrownBy(() -> ResetList.parse(text))
                .isInstanceOf(NodeFileException.class)
                .hasMessage("reset.list: expected the name of a directory in the first line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "/", "/etc/", "/etc/../a", "/e\0tc"})
    void pathsThatAreRefused(String path) {
        assertThatThrownBy(() -> new Entry(path, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
