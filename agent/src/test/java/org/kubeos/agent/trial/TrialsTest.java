package org.kubeos.agent.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironment.Trial;
import org.kubeos.nodelayout.Slot;

class TrialsTest {

    private static final String LATER_BOOT = "22222222-2222-2222-2222-222222222222";

    @TempDir
    private Path directory;

    private TrialNode node;

    @BeforeEach
    void create() throws IOException {
        node = new TrialNode(directory);
    }

    @Test
    void armsWhatTheAgentHasWrittenAndRemembersWhatRuns() throws IOException {
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThat(node.environment().trial()).contains(new Trial(Slot.B, 3));
        assertThat(node.environment().confirmed()).isEqualTo(Slot.A);
        assertThat(node.trials().isConfirmed(Slot.A)).isFalse();
        var recorded = SlotRecords.of(node.root).find(Slot.A).orElseThrow();
        assertThat(recorded.version()).isEqualTo("v1");
        assertThat(recorded.size()).isEqualTo(TrialNode.CONTENT_A.length);
    }

    @Test
    void armsNothingElse() throws IOException {
        Trials trials = node.trials();
        assertThatThrownBy(() -> trials.arm(Slot.B, 3, Events.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Can't boot slot B: it doesn't hold a whole system that the agent has written and verified."
                        + " Write one: kubeos upgrade IMAGE");
        node.upgradeSlotB();
        trials.arm(Slot.B, 3, Events.NONE);
        assertThatThrownBy(() -> trials.arm(Slot.B, 3, Events.NONE))
                .hasMessage(
                        "Can't boot slot B: slot B isn't confirmed: it boots on trial at the next restart. Restart the"
                                + " node, or take the trial back: kubeos reject.");
        node.boot(Slot.B, LATER_BOOT, "kubeos.trial=1");
        assertThatThrownBy(() -> node.trials().rollback(3, Events.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Can't boot slot A: the running version in slot B is on trial");
    }

    @Test
    void tellsWhyTheOtherSlotMayNotBeWritten() throws IOException {
        assertThat(node.trials().obstacle()).isEmpty();
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThat(node.trials().obstacle())
                .contains("slot B isn't confirmed: it boots on trial at the next restart. Restart the node, or take the"
                        + " trial back: kubeos reject.");
        node.boot(Slot.B, LATER_BOOT, "kubeos.trial=1");
        assertThat(node.trials().obstacle())
                .contains("the running version in slot B is on trial and isn't confirmed yet, and the other slot is the"
                        + " only one that is known to be good. Wait for its health checks, or decide: kubeos confirm,"
                        + " or kubeos reject.");
        node.trials().confirm();
        assertThat(node.trials().obstacle()).isEmpty();
        node.boot(Slot.A, LATER_BOOT, "quiet");
        assertThat(node.trials().obstacle())
                .contains("the running version in slot A isn't confirmed; slot B is. To stay with the running one:"
                        + " kubeos confirm.");
        node.write("/boot/efi/EFI/kubeos/grubenv", "");
        node.write("/boot/efi/EFI/kubeos/grubenv2", "");
        assertThat(node.trials().obstacle().orElseThrow())
                .startsWith("both copies of the boot environment are damaged");
    }

    @Test
    void returnsOnlyToWhatIsOnTheDiskAsItWasWritten() throws IOException {
        assertThatThrownBy(() -> node.trials().rollback(3, Events.NONE))
                .hasMessageStartingWith("Can't boot slot B: it");
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        node.boot(Slot.B, LATER_BOOT, "kubeos.trial=1");
        assertThat(node.trials().confirm()).isTrue();

        Files.writeString(node.root.path("/dev/sda2"), "version X");
        assertThatThrownBy(() -> node.trials().rollback(3, Events.NONE))
                .hasMessageStartingWith("Can't return to version v1: slot A isn't what was written to it (sha256:");
        assertThat(node.environment().trial()).isEmpty();

        Files.write(node.root.path("/dev/sda2"), TrialNode.CONTENT_A);
        node.trials().rollback(2, Events.NONE);
        assertThat(node.environment())
                .isEqualTo(new BootEnvironment(
                        Slot.B,
                        Optional.of(new Trial(Slot.A, 2)),
                        node.environment().kernelArguments()));
    }

    @Test
    void confirmsTheRunningSlotOnce() throws IOException {
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThatThrownBy(() -> node.trials().confirm())
                .hasMessage(
                        "Slot B is on trial and hasn't been started yet, so there is nothing to confirm. Restart the"
                                + " node, or take the trial back: kubeos reject.");
        node.boot(Slot.B, LATER_BOOT, "kubeos.trial=1");
        assertThat(node.trials().confirm()).isTrue();
        assertThat(node.trials().confirm()).isFalse();
        assertThat(node.trials().isConfirmed(Slot.B)).isTrue();
        assertThat(node.trials().history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.version()).isEqualTo("v2");
            assertThat(attempt.result()).isEqualTo(Attempt.Result.CONFIRMED);
            assertThat(attempt.triesLeft()).isEqualTo(3);
        });
    }

    @Test
    void aTrialThatIsTakenBackIsNotArmedAgainUntilAPersonSaysSo() throws IOException {
        assertThatThrownBy(() -> node.trials().reject("no"))
                .hasMessage("There is no trial. The node stays with slot A; to boot the other one: kubeos rollback.");
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThat(node.trials().reject("wrong week")).isFalse();
        assertThat(node.environment().trial()).isEmpty();
        assertThat(node.trials().isConfirmed(Slot.A)).isTrue();
        assertThat(node.trials().quarantine(TrialNode.imageOfB())).contains("wrong week");
        assertThatThrownBy(() -> node.trials().arm(Slot.B, 3, Events.NONE))
                .hasMessage("Version v2 has failed on this node and isn't tried again by itself: wrong week. To try it"
                        + " again: kubeos retry.");
        assertThatThrownBy(() -> node.trials().rollback(3, Events.NONE)).hasMessageContaining("kubeos retry");

        assertThat(node.trials().retry())
                .extracting(TrialStatus.FailedVersion::version)
                .containsExactly("v2");
        node.trials().arm(Slot.B, 3, Events.NONE);
        assertThat(node.environment().trial()).isPresent();
    }

    @Test
    void rejectingTheRunningVersionLeavesNoTries() throws IOException {
        node.upgradeSlotB();
        node.trials().arm(Slot.B, 3, Events.NONE);
        node.boot(Slot.B, LATER_BOOT, "kubeos.trial=1");
        assertThat(node.trials().reject("slow")).isTrue();
        assertThat(node.environment().trial()).contains(new Trial(Slot.B, 0));
    }

    @Test
    void keepsFiftyAttemptsInFilesForRootAlone() throws IOException {
        node.upgradeSlotB();
        for (int i = 0; i < 52; i++) {
            node.trials().arm(Slot.B, 3, Events.NONE);
            node.trials().reject("number " + i);
            node.trials().retry();
            Path history = SlotRecords.directory(node.root).resolve("history.jsonl");
            // All of these would be the same trial: the clock stands still.
            Files.writeString(history, Files.readString(history).replace("12:00:00Z", "11:%02d:00Z".formatted(i)));
        }
        assertThat(node.trials().history())
                .hasSize(50)
                .extracting(Attempt::reason)
                .startsWith("number 2")
                .endsWith("number 51");
        try (Stream<Path> files = Files.list(SlotRecords.directory(node.root))) {
            assertThat(files.map(TrialsTest::permissions)).hasSize(4).containsOnly("rw-------");
        }
        assertThat(permissions(SlotRecords.directory(node.root))).isEqualTo("rwx------");
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void armsNothingIfTheBootMenuWouldNotReturn() throws IOException {
        node.upgradeSlotB();
        node.write("/boot/efi/EFI/kubeos/grub.cfg", "set default=0\nload_env\nset saved_entry=0\n");
        assertThatThrownBy(() -> node.trials().arm(Slot.B, 3, Events.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Can't boot slot B: the boot menu in " + node.root.path("/boot/efi/EFI/kubeos")
                        + " doesn't know of trials, so a version that doesn't come up would stay. Install the node with"
                        + " a disk or an installer of this kbimg.");
        assertThat(node.environment().trial()).isEmpty();
    }

    /** A directory can't be opened for writing, not even by root. */
    @Test
    void tellsBeforeAnythingIsWrittenThatTheBootEnvironmentCannotBe() throws IOException {
        assertThat(node.trials().obstacle()).isEmpty();
        Path second = node.root.path("/boot/efi/EFI/kubeos/grubenv2");
        Files.delete(second);
        assertThat(node.trials().obstacle()).isEmpty();
        Files.createDirectory(second);
        assertThat(node.trials().obstacle().orElseThrow())
                .startsWith("the boot environment can't be written: " + second)
                .contains("mounted read-only");
    }

    @Test
    void statusSaysWhenAnotherSlotRunsThanTheConfirmedOne() throws IOException {
        assertThat(node.trials().status().problem()).isEmpty();
        node.boot(Slot.B, LATER_BOOT, "quiet");
        assertThat(node.trials().status().problem())
                .contains(
                        "Slot B runs, but slot A is the confirmed one: it can't be started, or slot B was chosen in the"
                                + " boot menu. To stay with this one: kubeos confirm.");
        node.write("/boot/efi/EFI/kubeos/grubenv", "");
        node.write("/boot/efi/EFI/kubeos/grubenv2", "");
        assertThat(node.trials().status().problem())
                .contains("Both copies of the boot environment are damaged. The next boot repairs them.");
    }

    @Test
    void aMissingBootIsToldFromADamagedOne() throws IOException {
        Files.delete(node.root.path("/boot/efi/EFI/kubeos/grub.cfg"));
        assertThatThrownBy(() -> node.trials())
                .hasMessage(
                        "Can't tell where the boot environment is: expected one directory with a grub.cfg, /boot/grub2"
                                + " or one in /boot/efi/EFI, but there is none. Is BOOT mounted? Try: systemctl start"
                                + " local-fs.target");
    }

    @Test
    void aDamagedStateIsNamed() throws IOException {
        node.write("/persist/kubeos/agent/trials.json", "{");
        assertThatThrownBy(() -> node.trials().status())
                .hasMessageStartingWith("Can't read " + node.root.path("/persist/kubeos/agent/trials.json"));
    }
}
