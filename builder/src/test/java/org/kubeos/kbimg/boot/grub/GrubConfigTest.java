package org.kubeos.kbimg.boot.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.testkit.GrubTools;
import org.kubeos.testkit.Tool;

class GrubConfigTest {

    private static String render(String cmdline, String console) {
        return GrubConfig.of(new ImageConfig.Grub(cmdline, Optional.ofNullable(console)))
                .render();
    }

    @ParameterizedTest
    @CsvSource({
        "ttyS0,            serial --unit=0 --speed=115200, console=ttyS0%115200",
        "'ttyS1,9600n8',   serial --unit=1 --speed=9600,   console=ttyS1%9600n8"
    })
    void grubAndKernelUseTheSameSpeedOfASerialConsole(String console, String grub, String kernel) {
        String script = render("quiet", console);
        GrubTools.checkScript(script);
        assertThat(script)
                .contains(grub, "terminal_output serial console")
                .contains("ro 'console=tty0' '" + kernel.replace('%', ',') + "' 'quiet' $on_trial\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hvc0", "ttyAMA0,115200"})
    void consolesThatGrubDoesNotDriveAreTheKernelsAlone(String console) {
        String script = render("", console);
        GrubTools.checkScript(script);
        assertThat(script).contains("'console=" + console + "' $on_trial\n").doesNotContain("serial --", "put serial");
    }

    @Test
    void withoutAConsoleTheScreenIsTheOnlyOne() {
        String script = render("", null);
        GrubTools.checkScript(script);
        assertThat(script).contains("ro 'console=tty0' $on_trial\n").doesNotContain("@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x; reboot", "x } menuentry y {", "$prefix ${root}", "# comment", "a|b && c > (hd0)/x"})
    void grubSeesNothingSpecialInTheCommandLine(String cmdline) {
        String script = render(cmdline, "ttyS0");
        GrubTools.checkScript(script);
        for (String word : cmdline.split(" ")) {
            assertThat(script).contains(" '" + word + "'");
        }
    }

    @Test
    void aPasswordGuardsTheMenuAndNotTheEntries() {
        String hash = GrubPassword.hash("correct horse", List.of("v1"));
        String script = GrubConfig.of(new ImageConfig.Grub("", Optional.empty()))
                .protectedBy(Optional.of(hash))
                .render();
        GrubTools.checkScript(script);
        assertThat(script)
                .contains("set superusers=root\npassword_pbkdf2 root " + hash + "\n")
                .doesNotContain("@");
        assertThat(script.lines().filter(line -> line.startsWith("menuentry")))
                .hasSize(2)
                .allMatch(line -> line.contains(" --unrestricted "));
        assertThat(render("", null)).doesNotContain("superusers");
    }

    @Test
    void hashesAPasswordAsPythonDoes() {
        String[] parts = GrubPassword.hash("größer", List.of("v1", "x")).split("\\.");
        String program = "import hashlib,sys; print(hashlib.pbkdf2_hmac('sha512', 'größer'.encode(),"
                + " bytes.fromhex(sys.argv[1]), int(sys.argv[2])).hex().upper())";
        assertThat(Tool.run("python3", "-c", program, parts[4], parts[3])
                        .expectSuccess()
                        .text()
                        .strip())
                .isEqualTo(parts[5]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'b", "a\\b", "a\nreboot", "a=\"b", "\"\"", "größe=1", "a\tb"})
    void refusesWhatGrubWouldChange(String cmdline) {
        assertThatThrownBy(() -> render(cmdline, null))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("grub.cmdline is '" + cmdline + "'; expected ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S0", "ttyS0;reboot", "ttyS0 x", "ttyS0,fast", "ttyS0\nreboot", "/dev/ttyS0"})
    void refusesWhatIsNoConsole(String console) {
        assertThatThrownBy(() -> render("", console))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "grub.console is '" + console + "'; expected a kernel console such as ttyS0 or ttyS0,115200.");
    }
}
