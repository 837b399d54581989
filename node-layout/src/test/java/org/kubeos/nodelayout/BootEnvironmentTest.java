package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.testkit.GrubTools;

class BootEnvironmentTest {

    @Test
    void grubReadsANewImagesEnvironment() throws IOException {
        byte[] block = BootEnvironment.ofNewImage().renderForNewImage();
        assertThat(block).hasSize(1024);
        assertThat(GrubTools.environment(block))
                .containsExactly(
                        "serial_first=00000001",
                        "saved_entry=A",
                        "boot_trial=",
                        "boot_tries=0",
                        "serial_last=00000001");
    }

    @Test
    void grubReadsATrialAndArguments() throws IOException {
        var environment = new BootEnvironment(
                Slot.B,
                Optional.of(new Trial(Slot.A, 3)),
                Map.of(Slot.A, "quiet console=ttyS0,115200", Slot.B, "a=$b;c"));
        assertThat(GrubTools.environment(environment.render(7)))
                .containsExactly(
                        "serial_first=00000007",
                        "saved_entry=B",
                        "boot_trial=A",
                        "boot_tries=3",
                        "args_A=quiet console=ttyS0,115200",
                        "args_B=a=$b;c",
                        "serial_last=00000007");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                saved_entry=B                                                   | B |   | 0
                saved_entry=C                                                   | A |   | 0
                boot_trial=B                                                    | A | B | 0
                boot_trial=B, boot_tries=2                                      | A | B | 2
                boot_trial=B, boot_tries=4                                      | A | B | 0
                boot_trial=B, boot_tries=                                       | A | B | 0
                saved_entry=B, boot_trial=B, boot_tries=2                       | B |   | 0
                boot_trial=C, boot_tries=2                                      | A |   | 0
                boot_tries=2                                                    | A |   | 0
                """)
    void takesWhatIsSetByHandAsFarAsItHasAMeaning(String variables, Slot confirmed, String trial, int tries)
            throws NodeFileException {
        String block = "# GRUB Environment Block\n" + variables.replace(", ", "\n") + "\n#";
        var environment = BootEnvironment.of(GrubEnvironment.parse(block.getBytes(StandardCharsets.US_ASCII)));
        assertThat(environment.confirmed()).isEqualTo(confirmed);
        assertThat(environment.trial())
                .isEqualTo(Optional.ofNullable(trial).map(slot -> new Trial(Slot.valueOf(slot), tries)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a='b c'", "a=\"b\"", "a\\b", "a\nb=c", "größe=1"})
    void refusesArgumentsThatGrubWouldChange(String arguments) {
        assertThatThrownBy(() -> BootEnvironment.ofNewImage().withKernelArguments(Map.of(Slot.B, arguments)))
                .hasMessage("The kernel arguments of slot B are '" + arguments
                        + "'; expected printable ASCII characters without quotes and backslashes, and at least one"
                        + " argument.");
    }

    @Test
    void hasRoomForATrialWhateverTheArguments() {
        int room = 1024
                - new String(BootEnvironment.ofNewImage().render(1), StandardCharsets.US_ASCII)
                        .replace("#", "")
                        .length();
        // The slot on trial and the number signs of the first line take two bytes, the names of the arguments'
        // variables 16.
        String longest = "x".repeat((room - 18) / 2);
        var full = BootEnvironment.ofNewImage().withKernelArguments(Map.of(Slot.A, longest, Slot.B, longest));
        assertThat(full.withTrial(Optional.of(new Trial(Slot.B, 3))).render(99_999_999))
                .hasSize(1024);
        assertThatThrownBy(() -> full.withKernelArguments(Map.of(Slot.A, longest + "yy", Slot.B, longest)))
                .hasMessage("The kernel arguments of both slots take " + (2 * longest.length() + 2)
                        + " bytes, which is more than GRUB's environment block of 1024 bytes has room for; shorten them, or"
                        + " put what all versions need into the image (grub.cmdline in its config).");
    }

    @Test
    void aConfirmedSlotIsNotOnTrial() {
        var environment = BootEnvironment.ofNewImage();
        assertThatThrownBy(() -> environment.withTrial(Optional.of(new Trial(Slot.A, 1))))
                .hasMessage("Slot A can't be confirmed and on trial.");
        assertThatThrownBy(() -> new Trial(Slot.A, 4)).hasMessage("A trial has from 0 to 3 tries, not 4.");
    }
}
