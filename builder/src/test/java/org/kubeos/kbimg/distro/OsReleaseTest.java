package org.kubeos.kbimg.distro;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OsReleaseTest {

    @Test
    void readsQuotedAndPlainValues() {
        assertThat(OsRelease.parse("# ID=comment\nID=debian\nVERSION_CODENAME=\"bookworm\"\nNAME='Debian GNU/Linux'\n"))
                .isEqualTo(new OsRelease("debian", "bookworm"));
    }

    @Test
    void whatIsNotToldIsEmpty() {
        assertThat(OsRelease.parse("NAME=x\n")).isEqualTo(new OsRelease("", ""));
    }
}
