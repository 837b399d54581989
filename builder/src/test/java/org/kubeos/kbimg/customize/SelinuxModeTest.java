package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.UsageException;

class SelinuxModeTest {

    private static final String ENFORCING = "# SELINUX= can take a value\nSELINUX=enforcing\nSELINUXTYPE=targeted\n";

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(temp);
    }

    @Test
    void isTurnedOffWhereThePackagesTurnItOn() {
        root.file("etc/selinux/config", 0644, ENFORCING);
        assertThat(root.customize("").readText("etc/selinux/config"))
                .contains(ENFORCING.replace("enforcing", "disabled"));
        assertThat(root.warnings())
                .containsExactly(
                        "/etc/selinux/config now has SELINUX=disabled instead of enforcing: the image's files have"
                                + " no SELinux labels, so the node would not start.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELINUX=permissive\n", "SELINUX=disabled\n", "#SELINUX=enforcing\n"})
    void staysAsItIsWhereItKeepsNothingFromStarting(String config) {
        root.file("etc/selinux/config", 0644, config);
        assertThat(root.customize("grub: {cmdline: selinux=0}").readText("etc/selinux/config"))
                .contains(config);
        assertThat(root.warnings()).isEmpty();
    }

    @Test
    void theConfigCantTurnItOnByAKernelParameter() {
        root.file("etc/selinux/config", 0644, "SELINUX=permissive\n");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> root.customize("grub: {cmdline: quiet enforcing=1}"))
                .withMessageStartingWith("grub.cmdline: enforcing=1 keeps the node from starting: ");
    }

    @Test
    void theConfigCantTurnItOnByAFile() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() ->
                        root.customize("files: [{content: \"SELINUX=enforcing\\n\", target: /etc/selinux/config}]"))
                .withMessageStartingWith(
                        "files: the SELINUX=enforcing in /etc/selinux/config keeps the node from starting");
    }
}
