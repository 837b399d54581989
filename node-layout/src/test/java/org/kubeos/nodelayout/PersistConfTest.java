package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.nodelayout.PersistConf.Kind;
import org.kubeos.nodelayout.PersistConf.Mount;

class PersistConfTest {

    private static final PersistConf CONF = new PersistConf(List.of(
            new Mount(Kind.PERSIST, "/persist", false, true),
            new Mount(Kind.UNION, "/etc", false, false),
            new Mount(Kind.WRITABLE, "/srv", true, false)));

    @Test
    void optionsAreWrittenOnlyWhereTheyAreNotTheDefault() {
        assertThat(CONF.text()).isEqualTo("""
                # Paths that are writable on the read-only root: 'union' as an overlay whose upper layer lies
                # on PERSIST, 'writable' as a bind mount from PERSIST. Options of a mount are nosuid,nodev unless
                # they stand behind it.
                persist /persist nosuid,dev
                union /etc
                writable /srv suid,nodev
                """);
    }

    @Test
    void whatIsWrittenIsRead() throws NodeFileException {
        assertThat(PersistConf.parse(CONF.text())).isEqualTo(CONF);
    }

    @Test
    void blankLinesAndIndentsDontMatter() throws NodeFileException {
        assertThat(PersistConf.parse("\n  # none\n\t union   /var\n").mounts())
                .containsExactly(new Mount(Kind.UNION, "/var", false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "overlay /etc    | persist.conf: unknown kind of path: overlay",
                "union etc       | persist.conf: expected an absolute path and options: union etc",
                "union           | persist.conf: expected an absolute path and options: union",
                "union /etc exec | persist.conf: unknown mount option: exec"
            })
    void anythingElseIsRefused(String line, String problem) {
        assertThatThrownBy(() -> PersistConf.parse(line))
                .isInstanceOf(NodeFileException.class)
                .hasMessage(problem);
    }
}
