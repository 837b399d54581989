package org.kubeos.kbimg.boot.grub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.nodelayout.BootMenu;

class GrubMenuTest {

    @Test
    void readsTheArgumentsOfOurOwnMenu() {
        String menu = GrubConfig.of(
                        new ImageConfig.Grub("quiet dyndbg=\"file a.c +p\" a=b$c;d panic=30", Optional.of("ttyS0")))
                .render();
        assertThat(GrubMenu.kernelArguments(menu))
                .containsExactly(
                        "ro",
                        "console=tty0",
                        "console=ttyS0,115200",
                        "quiet",
                        "dyndbg=file a.c +p",
                        "a=b$c;d",
                        "panic=30");
    }

    /** The agent arms no trial otherwise. */
    @Test
    void onlyOurOwnMenuKnowsTrials() {
        assertThat(BootMenu.knowsTrials(GrubConfig.of(new ImageConfig.Grub("quiet", Optional.empty()))
                        .render()))
                .isTrue();
        assertThat(BootMenu.knowsTrials("""
                load_env
                set default="$saved_entry"
                menuentry 'A' { linux /vmlinuz root=LABEL=ROOT-A ro }
                """)).isFalse();
    }

    @Test
    void readsTheFirstEntryOfAnyOther() {
        assertThat(GrubMenu.kernelArguments("""
                menuentry 'Linux' {
                    linux /vmlinuz root=UUID=1 ro "a b" ; echo done
                }
                menuentry 'Other' {
                    linux /vmlinuz other
                }
                """)).containsExactly("root=UUID=1", "ro", "a b");
        assertThat(GrubMenu.kernelArguments("menuentry 'Windows' { chainloader +1 }"))
                .isEmpty();
    }
}
