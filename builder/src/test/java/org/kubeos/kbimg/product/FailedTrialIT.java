package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.kbimg.product.UpgradableNode.Model;
import org.kubeos.testkit.SerialConsole;

/**
 * Versions that don't come up, on a node in QEMU that upgrades to one after the other: after each, it must run its own again, say
 * why, and take the next one. With {@code -Dkbimg.upgrades=true}, all of them; otherwise two.
 */
@Order(2) // It takes long: see KubernetesNodeIT.
@Execution(ExecutionMode.CONCURRENT)
class FailedTrialIT {

    private static final boolean ALL = Boolean.getBoolean("kbimg.upgrades");
    private static final int TRIES = 2;

    /** From the command to the machine's end, under emulation on a host that does as much besides. */
    private static final Duration DEADLINE = Duration.ofMinutes(20);

    /** Runs as the first units do, long before anything of the agent. */
    private static final String EARLY_UNIT = """
            cat >/usr/lib/systemd/system/bad.service <<'UNIT'
            [Unit]
            DefaultDependencies=no
            After=systemd-remount-fs.service
            Before=sysinit.target
            [Service]
            Type=oneshot
            TimeoutStartSec=infinity
            ExecStart=/bin/sh -c '%s'
            UNIT
            mkdir -p /usr/lib/systemd/system/sysinit.target.wants
            ln -s ../bad.service /usr/lib/systemd/system/sysinit.target.wants/bad.service
            """;

    /**
     * A version that must not stay.
     *
     * @param script that makes a good root file system such a one
     * @param starts how often it is started
     * @param reason what the history must say, as a regular expression
     */
    private record Bad(String name, String script, int starts, String reason) {}

    /** Every one of them is started no more often than the node's config allows. */
    private static List<Bad> versions() {
        var check = new Bad("check", """
                mkdir -p /usr/lib/kubeos/checks/required.d
                printf '#!/bin/sh\\necho the disk is wet\\nexit 7\\n' >/usr/lib/kubeos/checks/required.d/10-dry
                chmod 755 /usr/lib/kubeos/checks/required.d/10-dry
                """, 1, "10-dry.*the disk is wet");
        var panic = new Bad(
                "panic", EARLY_UNIT.formatted("echo c >/proc/sysrq-trigger"), TRIES, "didn.t come up far enough");
        if (!ALL) {
            return List.of(check, panic);
        }
        return List.of(
                check,
                panic,
                new Bad(
                        "half-an-init",
                        "truncate -s 100K /usr/lib/systemd/systemd",
                        TRIES,
                        "didn.t come up far enough"),
                new Bad("no-initramfs", "truncate -s 1M /boot/initramfs.img", TRIES, "didn.t come up far enough"),
                new Bad("half-a-kernel", "truncate -s 4K /boot/vmlinuz-*", 0, "couldn.t start slot B"),
                new Bad(
                        "crash",
                        EARLY_UNIT.formatted("kill -SEGV 1; sleep infinity"),
                        TRIES,
                        "didn.t come up far enough"),
                new Bad("stuck", EARLY_UNIT.formatted("sleep infinity"), TRIES, "didn.t come up far enough"),
                new Bad(
                        "persist",
                        EARLY_UNIT.formatted("mount -o remount,ro /persist"),
                        1,
                        "PERSIST is mounted read-only"),
                new Bad("unit", """
                        ln -sf /bin/false /usr/local/bin/kubelet
                        printf '[Service]\\nExecStart=/bin/false\\nRestart=always\\n' >/usr/lib/systemd/system/kubelet.service
                        mkdir -p /usr/lib/systemd/system/multi-user.target.wants
                        ln -s ../kubelet.service /usr/lib/systemd/system/multi-user.target.wants/kubelet.service
                        """, 1, "kubelet.service"));
    }

    @Test
    void everyBadVersionLeadsBackAndSaysWhy() throws IOException {
        leadBack("several", versions(), Model.debian());
    }

    /** The kernel for physical machines has the chipset's watchdog. Here it is dead: no processor does anything any more. */
    @Test
    @EnabledIfSystemProperty(named = "kbimg.upgrades", matches = "true", disabledReason = "takes ten minutes")
    void aMachineThatStandsStillIsRestartedByItsWatchdog() throws IOException {
        var hang = new Bad("hang", EARLY_UNIT.formatted("""
                until grep -qx active /sys/class/watchdog/watchdog0/state; do sleep 1; done; \
                echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger\
                """), TRIES, "didn.t come up far enough");
        leadBack(
                "hang",
                List.of(hang),
                Model.debian().withWatchdog(),
                "pxe={url: 'http://192.0.2.1/kubeos.tar', disk: only}");
    }

    private static void leadBack(String name, List<Bad> versions, Model model, String... settings) throws IOException {
        Path directory = Path.of("target/it/failed-trial", name).toAbsolutePath();
        BuiltImage.delete(directory);
        var all = new ArrayList<>(List.of("upgrade={tries: " + TRIES + "}", "health={deadline: 3min}"));
        all.addAll(List.of(settings));
        try (UpgradableNode node = UpgradableNode.create(directory, model, all.toArray(String[]::new))) {
            Path disk = node.buildDisk("v1");
            SerialConsole console = login(node, disk);
            try {
                for (Bad bad : versions) {
                    String image = push(node, directory, bad);
                    upgrade(console, image);
                    console.close();
                    console = returns(node, disk, bad);
                    saysWhy(console, image, bad);
                }
            } finally {
                console.close();
            }
        } finally {
            BuiltImage.delete(directory);
        }
    }

    private static String push(UpgradableNode node, Path directory, Bad bad) throws IOException {
        Path script = Files.writeString(directory.resolve(bad.name() + ".sh"), "#!/bin/sh\nset -eu\n" + bad.script());
        return node.push("v2-" + bad.name(), "scripts=[{path: " + script + "}]");
    }

    private static SerialConsole login(UpgradableNode node, Path disk) throws IOException {
        SerialConsole console = node.start(disk);
        console.login("root", UpgradableNode.PASSWORD);
        return console;
    }

    private static void upgrade(SerialConsole console, String image) {
        SerialConsole.CommandResult result = console.run("kubeos upgrade --no-reboot " + image, DEADLINE);
        assertThat(result.exitStatus()).as(result.output()).isZero();
        console.send("systemctl reboot\n");
        console.awaitEnd(DEADLINE);
    }

    /** Until the menu starts slot A. */
    private static SerialConsole returns(UpgradableNode node, Path disk, Bad bad) throws IOException {
        long begin = System.nanoTime();
        int starts = 0;
        while (true) {
            SerialConsole console = node.start(disk);
            MatchResult slot = console.expect("Loading slot ([AB])", SerialConsole.BOOT_DEADLINE);
            if (slot.group(1).equals("B")) {
                MatchResult next = console.expect("Slot B can.t be started|Linux version", SerialConsole.BOOT_DEADLINE);
                if (next.group().startsWith("Linux")) {
                    starts++;
                    assertThat(starts).as(bad.name()).isLessThanOrEqualTo(bad.starts());
                    console.awaitEnd(DEADLINE);
                    console.close();
                    continue;
                }
            }
            console.login("root", UpgradableNode.PASSWORD);
            System.out.printf(
                    "FailedTrialIT: %s: back after %d starts, %d s%n",
                    bad.name(),
                    starts,
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            assertThat(starts).as(bad.name()).isEqualTo(bad.starts());
            return console;
        }
    }

    private static void saysWhy(SerialConsole console, String image, Bad bad) {
        BootIT.noUnitFailed(console);
        console.runSuccessfully("until kubeos status | grep -q 'v2-" + bad.name() + " failed'; do sleep 1; done");
        assertThat(console.runSuccessfully("kubeos status"))
                .containsPattern("Slot A: version v1, running, confirmed")
                .doesNotContain("on trial");
        assertThat(console.runSuccessfully("kubeos history | head -n 1"))
                .contains("version v2-" + bad.name() + "  failed")
                .containsPattern(Pattern.compile(bad.reason(), Pattern.DOTALL));
        SerialConsole.CommandResult again = console.run("kubeos upgrade " + image);
        assertThat(again.exitStatus()).as(again.output()).isEqualTo(3);
        assertThat(again.output()).contains("kubeos retry");
    }
}
