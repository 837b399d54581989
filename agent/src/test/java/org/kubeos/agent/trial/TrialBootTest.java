package org.kubeos.agent.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.trial.TrialBoot.Outcome;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.Slot;
import org.kubeos.testkit.Tool;

class TrialBootTest {

    private static final String TRIAL_BOOT = "22222222-2222-2222-2222-222222222222";
    private static final String NEXT_BOOT = "33333333-3333-3333-3333-333333333333";

    @TempDir
    private Path directory;

    private TrialNode node;

    @BeforeEach
    void create() throws IOException {
        node = new TrialNode(directory);
    }

    /** Slot B is on trial and runs, in its first try. */
    private void startTrial() throws IOException {
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        count();
        node.boot(Slot.B, TRIAL_BOOT, "kubeos.trial=1");
    }

    /** As GRUB does. */
    private void count() {
        Trial trial;
        try {
            trial = node.environment().trial().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Tool.run(
                        "grub-editenv",
                        node.root.path("/boot/efi/EFI/kubeos/grubenv").toString(),
                        "set",
                        "boot_tries=" + (trial.triesLeft() - 1))
                .expectSuccess();
    }

    private void check(String path, String script) throws IOException {
        node.write(path, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(node.root.path(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Attempt lastAttempt() throws IOException {
        return node.trials().history().getLast();
    }

    @Test
    void withoutATrialItOnlyRepairsTheEnvironment() throws IOException {
        Files.write(node.root.path("/boot/efi/EFI/kubeos/grubenv2"), new byte[1024]);
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(node.root.path("/boot/efi/EFI/kubeos/grubenv2"))
                .hasSameBinaryContentAs(node.root.path("/boot/efi/EFI/kubeos/grubenv"));
        assertThat(node.done()).isEmpty();
    }

    @Test
    void whereBothCopiesAreDamagedTheRunningSlotIsTheConfirmedOne() throws IOException {
        node.boot(Slot.B, NEXT_BOOT, "quiet");
        Files.write(node.root.path("/boot/efi/EFI/kubeos/grubenv"), new byte[1024]);
        Files.delete(node.root.path("/boot/efi/EFI/kubeos/grubenv2"));
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(node.environment()).isEqualTo(BootEnvironment.ofNewImage().withConfirmed(Slot.B));
    }

    @Test
    void confirmsAGoodVersionAndStopsTheDeadline() throws IOException {
        startTrial();
        assertThat(node.runBoot()).isEqualTo(Outcome.CONFIRMED);
        assertThat(node.environment()).isEqualTo(BootEnvironment.ofNewImage().withConfirmed(Slot.B));
        assertThat(node.done()).isEqualTo("stop os-agent-deadline.timer\n");
        assertThat(lastAttempt().result()).isEqualTo(Attempt.Result.CONFIRMED);
        assertThat(lastAttempt().triesLeft()).isEqualTo(2);
    }

    @Test
    void waitsForASystemThatIsStillStarting() throws IOException {
        startTrial();
        node.write("/systemd/state", "SystemState=starting\n");
        node.pause = () -> {
            if (node.uptime.compareTo(Duration.ofSeconds(60)) > 0) {
                write("/systemd/state", "SystemState=running\n");
            }
        };
        assertThat(node.runBoot()).isEqualTo(Outcome.CONFIRMED);
        assertThat(node.events).contains("Not yet: the system is starting");
    }

    private void write(String path, String text) {
        try {
            node.write(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFailedUnitEndsTheTrialAtTheDeadlineAndIsInTheHistoryAfterTheReturn() throws IOException {
        startTrial();
        node.write("/systemd/failed", "web.service loaded failed failed A web server\n");
        node.write("/systemd/state", "SystemState=degraded\n");
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        assertThat(node.uptime).isBetween(Duration.ofSeconds(595), Duration.ofSeconds(600));
        assertThat(node.done()).isEqualTo("--no-block reboot\n");
        assertThat(node.environment().trial()).contains(new Trial(Slot.B, 0));

        node.boot(Slot.A, NEXT_BOOT, "quiet");
        assertThat(node.runBoot()).isEqualTo(Outcome.REPORTED);
        assertThat(node.environment()).isEqualTo(BootEnvironment.ofNewImage());
        assertThat(lastAttempt().result()).isEqualTo(Attempt.Result.FAILED);
        assertThat(lastAttempt().reason()).isEqualTo("failed units: web.service");
        assertThat(lastAttempt().log()).isEqualTo("last line");
        assertThat(node.events)
                .containsExactly(
                        "warning: Version v2 in slot B isn't used: failed units: web.service. More: kubeos history"
                                + " --log");
        assertThat(node.trials().quarantine(TrialNode.imageOfB())).contains("failed units: web.service");
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(node.trials().history()).hasSize(1);
    }

    @Test
    void whatMustBeActiveAndAnswerIsNamed() throws IOException {
        startTrial();
        node.units = Optional.of(List.of("web.service", "no-such.service"));
        node.write("/systemd/units", "Id=web.service\nActiveState=activating\nUnitFileState=enabled\n");
        node.uptime = Duration.ofMinutes(10);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/healthz");
        node.http = List.of(address);
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        server.stop(0);
        assertThat(node.events)
                .contains("warning: This version isn't good: web.service is activating; no-such.service is inactive; "
                        + address + " answers with status 503");
    }

    @Test
    void byDefaultAnEnabledRuntimeMustBeActiveAndAKubeletThatHasJoined() throws IOException {
        startTrial();
        node.uptime = Duration.ofMinutes(10);
        node.write("/systemd/units", """
                Id=containerd.service
                ActiveState=active
                UnitFileState=enabled

                Id=docker.service
                ActiveState=inactive
                UnitFileState=disabled

                Id=kubelet.service
                ActiveState=activating
                UnitFileState=enabled
                """);
        node.write("/var/lib/kubelet/config.yaml", "");
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        assertThat(node.events.getLast())
                .startsWith(
                        "warning: This version isn't good: kubelet.service is activating; http://127.0.0.1:10248/healthz");
    }

    @Test
    void aKubeletThatHasNotJoinedIsNotRequired() throws IOException {
        startTrial();
        node.write("/systemd/units", "Id=kubelet.service\nActiveState=activating\nUnitFileState=enabled\n");
        assertThat(node.runBoot()).isEqualTo(Outcome.CONFIRMED);
    }

    @Test
    void aPersistThatIsReadOnlyFails() throws IOException {
        startTrial();
        node.mounts(Slot.B, "ro,errors=remount-ro");
        node.uptime = Duration.ofMinutes(10);
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        assertThat(node.events).contains("warning: This version isn't good: PERSIST is mounted read-only at /persist");
    }

    @Test
    void requiredScriptsMustSucceedAndWantedOnesAreReported() throws IOException {
        startTrial();
        check("/usr/lib/kubeos/checks/required.d/10-good", "exit 0");
        check("/etc/kubeos/checks/required.d/20-dns", "echo 'no answer from 10.0.0.1'; exit 3");
        check("/etc/kubeos/checks/wanted.d/10-ntp", "echo 'not synchronized'; exit 1");
        node.pause = () -> {
            if (node.uptime.compareTo(Duration.ofSeconds(60)) > 0) {
                try {
                    check("/etc/kubeos/checks/required.d/20-dns", "exit 0");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        assertThat(node.runBoot()).isEqualTo(Outcome.CONFIRMED);
        Path required = node.root.path("/etc/kubeos/checks/required.d/20-dns");
        Path wanted = node.root.path("/etc/kubeos/checks/wanted.d/10-ntp");
        assertThat(node.events)
                .contains(
                        "Not yet: check " + required + " ended with exit code 3: no answer from 10.0.0.1",
                        "warning: Not required, but wanted: check " + wanted
                                + " ended with exit code 1: not synchronized");
    }

    @Test
    void aRequiredScriptThatIsNotExecutableFails() throws IOException {
        startTrial();
        node.write("/etc/kubeos/checks/required.d/10-forgotten", "#!/bin/sh\n");
        node.uptime = Duration.ofMinutes(10);
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        Path script = node.root.path("/etc/kubeos/checks/required.d/10-forgotten");
        assertThat(node.events)
                .contains("warning: This version isn't good: check " + script + " isn't executable; try: chmod +x "
                        + script);
    }

    @Test
    void aScriptThatHangsIsKilled() throws IOException, InterruptedException {
        startTrial();
        check("/etc/kubeos/checks/required.d/10-stuck", "echo $$ >" + node.root.path("/pid") + "; exec sleep 1000");
        node.uptime = Duration.ofMinutes(10).minusSeconds(1);
        assertThat(node.runBoot()).isEqualTo(Outcome.RESTARTING);
        assertThat(node.events.getLast()).endsWith("10-stuck took longer than 5 s");
        long pid = Long.parseLong(Files.readString(node.root.path("/pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aTrialThatNeverSpokeIsNotedWithWhatItLeft() throws IOException {
        startTrial();
        count();
        count();
        node.boot(Slot.A, NEXT_BOOT, "quiet");
        node.write(
                "/systemd/boots", "-1 22222222222222222222222222222222 Sat\n 0 33333333333333333333333333333333 Sat\n");
        node.write("/sys/fs/pstore/dmesg-1", "Kernel panic - not syncing\n");
        assertThat(node.runBoot()).isEqualTo(Outcome.REPORTED);
        assertThat(lastAttempt().reason()).isEqualTo("It didn't come up far enough to say why, in any of its tries");
        assertThat(lastAttempt().log()).contains("the log before", "dmesg-1:\nKernel panic - not syncing");
    }

    /** The boot before is then the one that armed the trial, whose log would mislead. */
    @Test
    void aTrialThatLeftNoJournalIsNotGivenAnotherBootsJournal() throws IOException {
        startTrial();
        node.boot(Slot.A, NEXT_BOOT, "quiet");
        node.write(
                "/systemd/boots", "-1 11111111111111111111111111111111 Sat\n 0 33333333333333333333333333333333 Sat\n");
        assertThat(node.runBoot()).isEqualTo(Outcome.REPORTED);
        assertThat(lastAttempt().reason())
                .isEqualTo("The boot menu couldn't start slot B, or another slot was chosen there, with 2 tries left");
        assertThat(lastAttempt().log()).isEqualTo("The failed boot has left neither a journal nor a panic's message.");
    }

    /** The confirmed slot can't be started, so the boot menu came to the slot whose tries are used up. */
    @Test
    void whereNoOtherSlotStartsTheNodeStaysUp() throws IOException {
        startTrial();
        count();
        count();
        node.boot(Slot.B, NEXT_BOOT, "quiet");
        node.write("/systemd/failed", "web.service loaded failed failed A web server\n");
        node.uptime = Duration.ofMinutes(10);
        assertThat(node.runBoot()).isEqualTo(Outcome.STAYING);
        assertThat(node.done()).isEmpty();
        assertThat(lastAttempt().reason())
                .isEqualTo(
                        "failed units: web.service; but the confirmed slot can't be started either, so the node stays"
                                + " here");
        assertThat(node.trials().status().problem()).isPresent();
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
    }

    @Test
    void aPersonCanConfirmBeforeTheChecksPass() throws IOException {
        startTrial();
        node.write("/systemd/state", "SystemState=starting\n");
        node.pause = () -> {
            try {
                node.trials().confirm();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(node.uptime).isLessThan(Duration.ofMinutes(1));
        assertThat(node.trials().isConfirmed(Slot.B)).isTrue();
        assertThat(node.done()).isEqualTo("stop os-agent-deadline.timer\n");
    }

    @Test
    void whatAPersonSaysMeanwhileCounts() throws IOException {
        startTrial();
        node.write("/systemd/state", "SystemState=starting\n");
        node.pause = () -> {
            try {
                node.trials().reject("too slow");
                node.write("/systemd/state", "SystemState=running\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        assertThat(node.runBoot()).isEqualTo(Outcome.NOTHING_TO_DO);
        assertThat(node.environment().confirmed()).isEqualTo(Slot.A);
        node.boot(Slot.A, NEXT_BOOT, "quiet");
        assertThat(node.runBoot()).isEqualTo(Outcome.REPORTED);
        assertThat(lastAttempt().result()).isEqualTo(Attempt.Result.REJECTED);
        assertThat(lastAttempt().reason()).isEqualTo("too slow");
    }

    @Test
    void aCutBeforeTheTrialWasArmedIsNotTheVersionsFault() throws IOException {
        node.upgradeSlotB();
        BootEnvironment before = node.environment();
        node.trials().arm(Slot.B, 3, Events.NONE);
        node.environmentFiles().store(before);
        node.boot(Slot.A, NEXT_BOOT, "quiet");
        assertThat(node.runBoot()).isEqualTo(Outcome.REPORTED);
        assertThat(lastAttempt().result()).isEqualTo(Attempt.Result.INTERRUPTED);
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThat(node.environment().trial()).isPresent();
    }

    @Test
    void aCutAfterTheConfirmationLosesNothing() throws IOException {
        startTrial();
        node.environmentFiles().store(node.environment().withConfirmed(Slot.B));
        assertThat(node.runBoot()).isEqualTo(Outcome.CONFIRMED);
        assertThat(node.trials().history())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.result()).isEqualTo(Attempt.Result.CONFIRMED));
    }
}
