package org.kubeos.kbimg.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no URL: user:secret@host?token=secret | no URL: user:secret@host?token=secret",
                "E: Failed to fetch http://user:secret@deb.example/dists/x  401 | E: Failed to fetch http://********@deb.example/dists/x  401",
                "proxy http://secret@proxy:3128, then https://u:sec@ret@host/x | proxy http://********@proxy:3128, then https://********@host/x",
                "'https://host/repo?token=secret&arch=x86_64' | 'https://host/repo?token=********&arch=x86_64'",
                "(https://host/blob?X-Amz-Signature=secret;sig=secret#part) | (https://host/blob?X-Amz-Signature=********;sig=********#part)",
                "https://mirrors.example/list?repo=fedora-41&arch=x86_64 | https://mirrors.example/list?repo=fedora-41&arch=x86_64",
                "https://host/?secret more | https://host/?******** more",
                "mail to a@b, see https://host/docs@v1?x | mail to a@b, see https://host/docs@v1?********",
            })
    void secretsOfUrlsAreMasked(String text, String shown) {
        assertThat(TerminalText.oneLine(text)).isEqualTo(shown);
        assertThat(TerminalText.lines("first\n\t" + text)).isEqualTo("first\n\t" + shown);
    }

    @Test
    void foreignTextCanNotControlTheTerminal() {
        String hostile = "a\u001b]0;title\u0007\u001b[2J\r\u009b31mb\u202e\nc\td";
        assertThat(TerminalText.oneLine(hostile)).isEqualTo("a ]0;title  [2J  31mb  c d");
        assertThat(TerminalText.lines(hostile)).isEqualTo("a ]0;title  [2J  31mb \nc\td");
    }

    /** As long as the lines that are read from programs. A pattern that tries again at each place would not end in this test's time. */
    @Test
    void longLinesAreMaskedToo() {
        for (String part : List.of("://", "a", "://a?", "://@", "http://a?b=c&")) {
            String line = "http://" + part.repeat((64 << 10) / part.length());
            assertThat(TerminalText.oneLine(line)).startsWith("http://");
        }
    }
}
