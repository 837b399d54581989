package org.kubeos.agent.trial;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.AgentConfiguration.Health;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.node.SlotRecords;
import org.kubeos.agent.node.SlotRecords.SlotRecord;
import org.kubeos.agent.node.SyncedFiles;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.process.ApplicationName;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * A node in a directory: what the kernel says, BOOT, PERSIST, and files for the slots. Its systemctl and journalctl are shell
 * scripts that print files of the test, and note what they are asked to do. It begins as a new node in slot A.
 */
final class TrialNode {

    static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    static final byte[] CONTENT_A = "version 1".getBytes(StandardCharsets.UTF_8);
    static final byte[] CONTENT_B = "version 2, which is longer".getBytes(StandardCharsets.UTF_8);
    private static final ProcessRunner RUNNER = new ProcessRunner(new ApplicationName("os-agent"), Progress.SILENT);

    /** Only as much of the boot menu as the agent looks at. */
    static final String MENU =
            "load_env serial_first saved_entry boot_trial boot_tries serial_last # grubenv grubenv2 kubeos.trial";

    final NodeRoot root;
    final List<String> events = new ArrayList<>();
    Optional<List<String>> units = Optional.empty();
    List<URI> http = List.of();
    Duration uptime = Duration.ofSeconds(30);
    /** Runs when the gate pauses. */
    Runnable pause = () -> {};

    TrialNode(Path directory) throws IOException {
        root = new NodeRoot(directory.toRealPath());
        Path disk = root.path("/sys/devices/sda");
        for (int number = 1; number <= 4; number++) {
            write("/sys/devices/sda/sda" + number + "/partition", number + "\n");
            write("/sys/devices/sda/sda" + number + "/dev", "8:" + number + "\n");
            write("/dev/sda" + number, "");
            Files.createDirectories(root.path("/dev/disk/kubeos"));
            Files.createSymbolicLink(root.path("/dev/disk/kubeos/" + number), Path.of("../../sda" + number));
            Files.createDirectories(root.path("/sys/dev/block"));
            Files.createSymbolicLink(root.path("/sys/dev/block/8:" + number), disk.resolve("sda" + number));
        }
        Files.write(root.path("/dev/sda2"), CONTENT_A);
        write("/boot/efi/EFI/kubeos/grub.cfg", MENU);
        environmentFiles().store(BootEnvironment.ofNewImage());
        write("/usr/lib/os-release", "VERSION_ID=v1\n");
        write("/systemd/state", "SystemState=running\n");
        write("/systemd/failed", "");
        write("/systemd/units", "");
        write("/systemd/log", "last line\n");
        write("/systemd/boots", " 0 22222222222222222222222222222222 Sat\n");
        program("systemctl", """
                case "$*" in
                    *SystemState*) cat "$0.state" ;;
                    list-units*) cat "$0.failed" ;;
                    show*) shift 3; for unit; do grep -A 2 "^Id=$unit$" "$0.units" || printf 'Id=%s\\nActiveState=inactive\\nUnitFileState=\\n' "$unit"; echo; done ;;
                    *) echo "$*" >>"$0.done" ;;
                esac
                """);
        program("journalctl", """
                case "$*" in
                    --list-boots*) cat "$0.boots" ;;
                    --boot=0*) cat "$0.log" ;;
                    --boot=-1*) echo "the log before" ;;
                esac
                """);
        boot(Slot.A, "11111111-1111-1111-1111-111111111111", "quiet");
    }

    private void program(String name, String script) throws IOException {
        String text =
                "#!/bin/sh\n" + script.replace("$0.", root.path("/systemd/").toString() + "/");
        write("/systemd/" + name, text);
        Files.setPosixFilePermissions(root.path("/systemd/" + name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void write(String path, String text) throws IOException {
        Path file = root.path(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The node starts, from a slot. */
    void boot(Slot slot, String bootId, String arguments) throws IOException {
        mounts(slot, "rw");
        write("/proc/cmdline", "root=PARTUUID=1 ro " + arguments + "\n");
        write("/proc/sys/kernel/random/boot_id", bootId + "\n");
        Files.deleteIfExists(root.path("/systemd/done"));
        events.clear();
    }

    void mounts(Slot slot, String persistOptions) throws IOException {
        write(
                "/proc/self/mountinfo",
                "22 1 8:" + slot.number() + " / / ro,relatime shared:1 - ext4 /dev/root ro\n"
                        + "23 22 8:4 / /persist rw,relatime shared:2 - ext4 /dev/sda4 " + persistOptions + "\n");
    }

    BootEnvironmentFiles environmentFiles() {
        return BootEnvironmentFiles.in(root.path("/boot/efi/EFI/kubeos"));
    }

    BootEnvironment environment() throws IOException {
        return environmentFiles().read().orElseThrow();
    }

    /** As an upgrade does. */
    void upgradeSlotB() throws IOException {
        Files.write(root.path("/dev/sda3"), CONTENT_B);
        Digest content = Digest.of(CONTENT_B);
        SyncedFiles.makeDirectories(SlotRecords.directory(root));
        SlotRecords.of(root).put(Slot.B, new SlotRecord("v2", "registry/os:v2", imageOfB(), content, CONTENT_B.length));
    }

    static Digest imageOfB() {
        return Digest.of(new byte[] {2});
    }

    Trials trials() {
        return Trials.of(root, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    TrialBoot trialBoot() {
        var systemd = new Systemd(
                RUNNER,
                root.path("/systemd/systemctl").toString(),
                root.path("/systemd/journalctl").toString());
        var health = new Health(units, http, Duration.ofMinutes(10));
        var gate = new HealthGate(root, health, systemd, RUNNER, new HealthGate.Uptime() {
            @Override
            public Duration now() {
                return uptime;
            }

            @Override
            public void sleep(Duration time) {
                uptime = uptime.plus(time);
                pause.run();
            }
        });
        return new TrialBoot(root, trials(), systemd, gate);
    }

    TrialBoot.Outcome runBoot() throws IOException {
        return trialBoot().run(collect());
    }

    Events collect() {
        return event -> {
            switch (event) {
                case Event.Note note -> events.add(note.text());
                case Event.Warning warning -> events.add("warning: " + warning.text());
                case Event.Step step -> events.add(step.name());
                case Event.Progress _ -> {}
            }
        };
    }

    /** What systemctl was asked to do. */
    String done() throws IOException {
        Path file = root.path("/systemd/done");
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
