package org.kubeos.yamlschema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcmaPatternTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "a|b; ^(?:a|b)$",
                "[!-~&&[^$]]{1,2}x; ^(?:(?:(?![$])[!-~]){1,2}x)$",
                "[!-~&&[^@\"'\\\\]]*; ^(?:(?:(?![@\"'\\\\])[!-~])*)$",
                "[^/\\p{Cntrl}]; ^(?:[^/\\x00-\\x1f\\x7f])$",
                "[\\p{L}\\p{N}._]+; ^(?:(?:[A-Za-z0-9._]|[^\\x00-\\x7f])+)$"
            })
    void saysTheSame(String java, String ecma) {
        assertThat(EcmaPattern.of(Pattern.compile(java))).contains(ecma);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?s).*", "(?i)a", "a++", "[a-c&&[b-d]]", "\\Aa", "\\p{Alpha}", "[\\t[^a]]", "[^\\p{L}]"})
    void saysNothingAboutWhatItCannotSay(String java) {
        assertThat(EcmaPattern.of(Pattern.compile(java))).isEmpty();
    }

    @Test
    void meansTheSame() {
        var java = Pattern.compile("[!-~&&[^@\"'\\\\]]*");
        var ecma = Pattern.compile(EcmaPattern.of(java).orElseThrow());
        for (char c = 0; c < 256; c++) {
            String text = "a" + c + "a";
            assertThat(ecma.matcher(text).find())
                    .as("%x", (int) c)
                    .isEqualTo(java.matcher(text).matches());
        }
    }
}
