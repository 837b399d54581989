package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.host.Requirement.DataFile;
import org.kubeos.kbimg.host.Requirement.Processor;
import org.kubeos.kbimg.host.Requirement.Program;
import org.kubeos.kbimg.host.Requirement.SubordinateIds;
import org.kubeos.kbimg.host.Requirement.UserNamespaces;

class RequirementTest {

    @TempDir
    private Path directory;

    @Test
    void programsAreLookedUpOnTheSearchPath() {
        assertThat(new Program("sh", "runs scripts", "dash").isMet()).isTrue();
        assertThat(new Program("no-such-program", "does nothing", "nothing").isMet())
                .isFalse();
    }

    @Test
    void subordinateIdsAreNeededInBothFiles() throws IOException {
        Path enough = write("enough", "bob:100000:10\nann:165536:65536\n");
        Path tooFew = write("few", "ann:165536:1000\n");
        assertThat(new SubordinateIds("ann", enough, enough).isMet()).isTrue();
        assertThat(new SubordinateIds("ann", enough, tooFew).isMet()).isFalse();
        assertThat(new SubordinateIds("bob", enough, enough).isMet()).isFalse();
        assertThat(new SubordinateIds("ann", enough, directory.resolve("missing")).isMet())
                .isFalse();
    }

    @Test
    void theAdviceGivesSubordinateIdsThatNobodyHas() throws IOException {
        Path users = write("users", "bob:100000:65536\nann:165536:10\n");
        Path groups = write("groups", "bob:300000:65536\n");
        assertThat(new SubordinateIds("ann", users, groups).advice())
                .isEqualTo("as root, run: usermod --add-subuids 365536-431071 --add-subgids 365536-431071 ann");
        Path none = directory.resolve("missing");
        assertThat(new SubordinateIds("ann", none, none).advice())
                .endsWith("usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ann");
    }

    @Test
    void oneOfThePlacesOfADataFileIsEnough() throws IOException {
        Path present = write("present", "");
        Path absent = directory.resolve("absent");
        assertThat(new DataFile("firmware", List.of(absent, present), "starts", "ovmf").isMet())
                .isTrue();
        assertThat(new DataFile("firmware", List.of(absent), "starts", "ovmf").isMet())
                .isFalse();
    }

    @Test
    void everySwitchOfTheKernelCountsForUserNamespaces() throws IOException {
        var namespaces = new UserNamespaces(directory, false);
        assertThat(namespaces.isMet()).isTrue();
        write("user/max_user_namespaces", "0\n");
        write("kernel/apparmor_restrict_unprivileged_userns", "1\n");
        assertThat(namespaces.isMet()).isFalse();
        assertThat(namespaces.advice())
                .isEqualTo("to allow them, run as root: sysctl -w user.max_user_namespaces=15000;"
                        + " sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
    }

    @Test
    void aForeignProcessorIsThereIfTheKernelHasAnEmulatorForIt() throws IOException {
        assertThat(new Processor("x86_64", "x86_64", directory).isMet()).isTrue();
        var foreign = new Processor("aarch64", "x86_64", directory);
        assertThat(foreign.isMet()).isFalse();
        assertThat(foreign.advice()).startsWith("this machine is x86_64; build on an aarch64 machine, or install");
        write("qemu-aarch64", "disabled\ninterpreter /usr/bin/qemu-aarch64-static\n");
        assertThat(foreign.isMet()).isFalse();
        write("qemu-aarch64", "enabled\ninterpreter /usr/bin/qemu-aarch64-static\n");
        assertThat(foreign.isMet()).isTrue();
    }

    @Test
    void whatIsMissingIsExplained() {
        assertThat(Requirement.explain(List.of(new Program("mmdebstrap", "installs Debian packages", "mmdebstrap"))))
                .isEqualTo("This machine lacks prerequisites of the build:\n"
                        + "  mmdebstrap, which installs Debian packages: install the Debian package mmdebstrap.");
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
