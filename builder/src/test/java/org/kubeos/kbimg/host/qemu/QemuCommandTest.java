package org.kubeos.kbimg.host.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.image.ImageFormat;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Tool;

class QemuCommandTest {

    @TempDir
    private Path directory;

    private QemuCommand command(Path image, boolean persistent) throws IOException {
        UefiFirmware installed = UefiFirmware.find();
        Path variables = Files.copy(installed.variables(), directory.resolve("variables"));
        var firmware = new UefiFirmware(installed.code(), variables);
        return new QemuCommand(
                image,
                ImageFormat.of(image).qemuDriver(),
                new MachineOptions(persistent, 1024, 2, List.of()),
                List.of(),
                Optional.of(firmware),
                Accelerator.TCG);
    }

    private Path image(String format) {
        Path image = directory.resolve("a,b=c d." + format);
        Tool.run("qemu-img", "create", "-q", "-f", format, image.toString(), "1M")
                .expectSuccess();
        return image;
    }

    @ParameterizedTest
    @CsvSource({"qcow2, true", "raw, false"})
    void qemuStartsTheFirmwareAndFindsTheDisk(String format, boolean persistent) throws IOException {
        try (var machine =
                SerialConsole.start(command(image(format), persistent).command())) {
            machine.expect("BdsDxe: failed to load Boot\\d+ \"UEFI Misc Device\"", Duration.ofMinutes(2));
        }
    }

    @Test
    void theImageStaysAsItIsUnlessTheMachineIsPersistent() throws IOException {
        Path image = image("raw");
        assertThat(command(image, false).command()).contains("-snapshot");
        Files.delete(directory.resolve("variables"));
        assertThat(command(image, true).command()).doesNotContain("-snapshot");
    }

    @Test
    void theUserChoosesMemoryProcessorsAndPorts() {
        var options = new MachineOptions(
                false, 4096, 8, List.of(new MachineOptions.Forward(2222, 22), new MachineOptions.Forward(8080, 80)));
        assertThat(new QemuCommand(Path.of("x"), "raw", options, List.of(), Optional.empty(), Accelerator.TCG)
                        .command())
                .containsSubsequence("-smp", "8", "-m", "4096M")
                .containsSubsequence(
                        "-netdev", "user,id=net,hostfwd=tcp:127.0.0.1:2222-:22,hostfwd=tcp:127.0.0.1:8080-:80");
    }

    @Test
    void aMachineThatWritesToItsImageGetsNoKey() {
        var forwards = List.of(new MachineOptions.Forward(8080, 80), new MachineOptions.Forward(2222, 22));
        assertThat(new MachineOptions(false, 1024, 2, forwards).loginPort()).contains(2222);
        assertThat(new MachineOptions(true, 1024, 2, forwards).loginPort()).isEmpty();
        assertThat(MachineOptions.DEFAULT.loginPort()).isEmpty();
    }

    @Test
    void theMachineIsToldTheKeyWithoutTheImage() {
        var credential = SystemCredential.authorizing("ssh-ed25519 AAAA+/= kbimg\n");
        var command = new QemuCommand(
                Path.of("x"), "raw", MachineOptions.DEFAULT, List.of(credential), Optional.empty(), Accelerator.TCG);
        String prefix = "type=11,value=io.systemd.credential.binary:tmpfiles.extra=";
        String argument = command.command().getLast();
        assertThat(command.command()).containsSubsequence("-smbios", argument);
        assertThat(argument).startsWith(prefix);
        assertThat(new String(Base64.getDecoder().decode(argument.substring(prefix.length())), StandardCharsets.UTF_8))
                .isEqualTo("""
                        d /run/kbimg 0755 root root -
                        f+ /run/kbimg/authorized_keys 0644 root root - ssh-ed25519 AAAA+/= kbimg\\n
                        f+ /etc/ssh/sshd_config.d/00-kbimg.conf 0644 root root - Match all\\nAuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2 /run/kbimg/authorized_keys\\n
                        w+ /etc/ssh/sshd_config - - - - \\nInclude /etc/ssh/sshd_config.d/00-kbimg.conf\\n
                        """);
    }

    /** With the real program, in a root directory of its own. */
    @Test
    void systemdTmpfilesWritesTheKeyAndTheSetting() throws IOException {
        var credential = SystemCredential.authorizing("ssh-ed25519 AAAA+/= kbimg\n");
        Path root = Files.createDirectory(directory.resolve("root"));
        Path server = Files.createDirectories(root.resolve("etc/ssh")).resolve("sshd_config");
        // As a server's that doesn't read the directory, and without an end of the line.
        Files.writeString(server, "AuthorizedKeysFile .ssh/authorized_keys");
        Path lines = Files.writeString(directory.resolve("extra.conf"), credential.value());
        Tool.run("systemd-tmpfiles", "--create", "--root=" + root, lines.toString());
        assertThat(root.resolve("run/kbimg/authorized_keys")).hasContent("ssh-ed25519 AAAA+/= kbimg\n");
        assertThat(root.resolve("etc/ssh/sshd_config.d/00-kbimg.conf"))
                .hasContent(
                        "Match all\nAuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2 /run/kbimg/authorized_keys\n");
        assertThat(server)
                .hasContent("AuthorizedKeysFile .ssh/authorized_keys\nInclude /etc/ssh/sshd_config.d/00-kbimg.conf\n");
    }

    @Test
    void aBiosNeedsNoFirmwareOfItsOwn() throws IOException {
        Path image = image("raw");
        var command = new QemuCommand(
                image,
                ImageFormat.RAW.qemuDriver(),
                MachineOptions.DEFAULT,
                List.of(),
                Optional.empty(),
                Accelerator.TCG);
        try (var machine = SerialConsole.start(command.command())) {
            machine.expect("(?s)SeaBIOS.*Booting from Hard Disk", Duration.ofMinutes(2));
        }
    }

    @Test
    void theProbeWaitsForTheFirmware() {
        for (var firmware : List.of(Optional.of(UefiFirmware.find()), Optional.<UefiFirmware>empty())) {
            assertThat(KvmProbe.works(Accelerator.TCG, firmware, Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(KvmProbe.works(Accelerator.TCG, firmware, Duration.ofMillis(1)))
                    .isFalse();
        }
    }

    @Test
    void kvmCountsWhereTheProcessorVirtualizes() {
        assertThat(KvmProbe.virtualizes("processor\t: 0\nflags\t\t: fpu vme vmx smx\n"))
                .isTrue();
        assertThat(KvmProbe.virtualizes("flags\t\t: fpu svm\n")).isTrue();
        assertThat(KvmProbe.virtualizes("flags\t\t: fpu vme hypervisor svm_lock\nvmx flags\t: vnmi\n"))
                .isFalse();
        assertThat(KvmProbe.virtualizes("")).isFalse();
    }
}
