package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.host.HostPackages;

class DoctorTest {

    private final FakeBuildService work = new FakeBuildService();

    private CommandLineRun run(HostPackages host, String missingPackage, String... args) {
        work.hostPackages = host;
        work.missingPackage = missingPackage;
        work.complete = false;
        return CommandLineRun.of(work, args);
    }

    @Test
    void packagesHaveTheNamesOfTheHost() {
        CommandLineRun missing = run(HostPackages.OPENEULER, "uidmap", "doctor");
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.out()).contains("package shadow\n", "kbimg doctor --install");
        assertThat(run(HostPackages.OPENEULER, "uidmap", "doctor", "--json").out())
                .contains(
                        "\"package\" : \"shadow\"", "\"advice\" : \"to install it, run as root: dnf install shadow\"");
    }

    @Test
    void installTakesTheNamesOfTheHost() {
        assertThat(run(HostPackages.FEDORA, "iproute2", "doctor", "--install").exitCode())
                .isZero();
        assertThat(work.asked).contains("install [iproute]");
    }

    @Test
    void whatTheHostCannotHaveIsShownButDoesNotFail() {
        CommandLineRun run = run(HostPackages.OPENEULER, "apt", "doctor", "--install");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("missing", "this machine's distribution has no package of it")
                .doesNotContain("To install the missing packages");
        assertThat(work.asked).noneMatch(call -> call.startsWith("install"));
    }
}
