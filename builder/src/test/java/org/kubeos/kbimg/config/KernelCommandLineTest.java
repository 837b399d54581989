package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelCommandLineTest {

    @Test
    void doubleQuotesKeepSpacesInOneArgument() {
        assertThat(KernelCommandLine.parse(" quiet  dyndbg=\"file core.c +p\" a=1 ")
                        .values())
                .containsExactly("quiet", "dyndbg=file core.c +p", "a=1");
    }

    /** What each is for iPXE, which PxeInstallerIT shows with a real one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "quiet a=1 ~ quiet a=1",
                "a=$b c=$ d={e} ~ a=$b c=$ d={e}",
                "a=b;c d&&e f||g h#i ~ a=b;c d&&e f||g h#i",
                "#a ; && -- -x ~ \"#a\" \";\" \"&&\" -- -x",
                "a=\"b c\" \"d e\" ~ \"a=b c\" \"d e\"",
                "a=\"b c;\" e=\"f ;\" ~ \"a=b c;\" \"e=f ;\"",
                "a=\"<b >c | !d\" ~ \"a=<b >c | !d\"",
            })
    void ipxeGetsWhatItPassesOn(String cmdline, String words) {
        assertThat(KernelCommandLine.parse(cmdline).toIpxe()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "a=${b}, iPXE would expand ${",
        "'a=\"b  c\"', iPXE would collapse repeated spaces",
        "'a=\"b ; c\"', iPXE would interpret ;",
        "'a=\"b && c\"', iPXE would interpret &&",
        "'a=\"b || c\"', iPXE would interpret ||",
        "'a=\"b #c d\"', iPXE would interpret #c"
    })
    void refusesWhatIpxeWouldChange(String cmdline, String reason) {
        KernelCommandLine arguments = KernelCommandLine.parse("quiet " + cmdline);
        assertThatThrownBy(arguments::toIpxe)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "can't put the kernel parameter '" + cmdline.replace("\"", "") + "' into boot.ipxe: " + reason);
    }
}
