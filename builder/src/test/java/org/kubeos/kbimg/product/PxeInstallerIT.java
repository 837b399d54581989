package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.ArchiveServer;
import org.kubeos.testkit.ArchiveServer.Behaviour;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.Tool;

/** The installer, started directly, with a small archive: what it refuses, what it survives, what it leaves behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PxeInstallerIT {

    private static final Duration DEADLINE = SerialConsole.BOOT_DEADLINE;
    private static final long DISK_SIZE = 6L << 30;
    private static final String NAME = "kubeos.tar";

    @TempDir
    private static Path temp;

    private Path output;
    private InstallerImage installer;

    private Path config;

    @BeforeAll
    void build() throws IOException {
        output = temp.resolve("out");
        config = SmallArchive.config(temp);
        create(output);
        installer = new InstallerImage(output, temp);
    }

    private void create(Path directory, String... settings) {
        var command =
                new ArrayList<>(List.of("create", "pxe-image", "-f", config.toString(), "-o", directory.toString()));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Product.run(command.toArray(String[]::new)).expectSuccess();
    }

    @Test
    void outputsAreSmallAndTheirDigestsRight() throws IOException {
        assertThat(Files.size(output.resolve("initramfs.img"))).isLessThan(60L << 20);
        Tool.run("sh", "-c", "cd '" + output + "' && sha256sum --check --strict SHA256SUMS")
                .expectSuccess();
        assertThat(installer.files())
                .contains(
                        "nvme.ko", "ahci.ko", "virtio_blk.ko", "megaraid_sas.ko", "mpt3sas.ko", "e1000e.ko", "tg3.ko");
    }

    @Test
    void imageIsASourceLikeTheArchiveInIt() throws IOException {
        Path image = temp.resolve("image");
        Path archive = image.resolve("image.tar");
        String digest = Product.run(
                        "create",
                        "upgrade-image",
                        "-f",
                        config.toString(),
                        "-o",
                        image.toString(),
                        "--set=upgradeImage.dockerArchive=" + archive)
                .expectSuccess()
                .lines()
                .getLast();
        Path again = temp.resolve("of-the-image");
        create(again, "source={image: 'docker-archive:" + archive + "'}");

        Tool.run(
                        "cmp",
                        output.resolve("SHA256SUMS").toString(),
                        again.resolve("SHA256SUMS").toString())
                .expectSuccess();
        Tool.run("sh", "-c", "cd '" + again + "' && sha256sum --check --strict SHA256SUMS")
                .expectSuccess();
        assertThat(Files.readString(again.resolve("manifest.json"))).contains("\"digest\" : \"" + digest + "\"");
    }

    /** One machine for all: after each failure, the shell that the config asks for starts the installer anew. */
    @Test
    void everyFailureIsToldInALineAndLeavesForeignDataAlone() throws IOException {
        Path empty = disk(DISK_SIZE);
        Path small = disk(4L << 30);
        Path foreign = disk(DISK_SIZE);
        Tool.run("mkfs.ext4", "-q", "-F", "-L", "precious", foreign.toString()).expectSuccess();
        Path untouched = copy(foreign);
        var machine = new NetworkMachine(List.of(empty, small, foreign));
        Path initramfs = installer.with(Map.of("disk_path", "/dev/sdx", "disk_deadline", "1", "on_failure", "shell"));
        try (var wrong = server(Behaviour.good("other.tar"));
                var good = server(Behaviour.good(NAME));
                var dying = server(new Behaviour(NAME, Integer.MAX_VALUE, 20 << 20, false));
                var console = machine.startInstaller(installer.kernel(), initramfs)) {
            expectFailure(
                    console,
                    "There is no disk /dev/sdx. The disks of this machine: /dev/vda, 6144 MiB, serial kbimg-test-0;"
                            + " /dev/vdb, 4096 MiB, .*. Correct 'pxe.disk'.");
            runAgain(console, "disk_rule=smallest disk_over=0 disk_serial=kbimg* disk_model=* steady=1");
            expectFailure(
                    console, "The disk /dev/vdb is too small: it has 4096 MiB, and the partitions need 5693 MiB.");
            runAgain(console, "disk_rule=path disk_path=/dev/vdc");
            expectFailure(console, "The disk /dev/vdc holds data \\(ext4\\) and no KubeOS; nothing on it was changed.");
            runAgain(console, "disk_path=/dev/vda url=" + url(wrong));
            expectFailure(console, "The archive " + url(wrong) + " can't be had: .* 404. Check 'pxe.url'");
            assertThat(console.runSuccessfully("wipefs --no-act /dev/vda")).isEmpty();
            runAgain(console, "url=" + url(good) + " sha256=" + "0".repeat(64));
            expectFailure(
                    console,
                    "The archive " + url(good) + " is not the one that was built with this installer, or damaged: its"
                            + " SHA-256 is [0-9a-f]{64} instead of 0{64}.");
            // The same disk: what a failure leaves is no foreign data.
            runAgain(console, "most_failures=1 url=" + url(dying));
            expectFailure(
                    console, "The download of " + url(dying) + " stopped at \\d+ MiB of 40 MiB: .*. Check the server");
        }
        QemuImg.compare(foreign, "raw", untouched, "raw");
    }

    @Test
    void aNetworkWithoutDhcpIsToldAndTheMachineSwitchedOff() throws IOException {
        var machine = new NetworkMachine(List.of(disk(DISK_SIZE)), "hubport,hubid=0");
        Path initramfs = installer.with(Map.of("network_deadline", "5"));
        try (var console = machine.startInstaller(installer.kernel(), initramfs)) {
            expectFailure(
                    console, "No answer to DHCP within 5 s on " + NetworkMachine.INTERFACE + " \\(.*, link up\\).");
            console.expect("Switching off", DEADLINE);
            console.awaitEnd(DEADLINE);
        }
    }

    @Test
    void interruptedDownloadsAreResumedAndAStaticNetworkIsKept() throws IOException {
        Path disk = disk(DISK_SIZE);
        Path own = temp.resolve("static");
        try (var server = server(new Behaviour(NAME, 2, 17 << 20, true))) {
            create(
                    own,
                    "pxe.url=" + url(server),
                    "pxe.network={interface: %s, address: 10.0.2.77/24, gateway: 10.0.2.2, persist: true}"
                            .formatted(NetworkMachine.INTERFACE));
            try (var console = new NetworkMachine(List.of(disk))
                    .startInstaller(own.resolve("vmlinuz"), own.resolve("initramfs.img"))) {
                console.expect("The network is up: " + NetworkMachine.INTERFACE + " has 10.0.2.77/24", DEADLINE);
                console.expect("Installed KubeOS v1 on /dev/vda", DEADLINE);
                console.awaitEnd(DEADLINE);
            }
            assertThat(server.ranges()).containsExactly("", "bytes=" + (17 << 20) + "-", "bytes=" + (34 << 20) + "-");
        }
        var installed = new InstalledDisk(disk, temp);
        installed.expectSoundAndComplete(own.resolve(NAME));
        assertThat(installed.persistFile("union/etc/upper/systemd/network/10-kubeos.network"))
                .contains("Name=" + NetworkMachine.INTERFACE, "Address=10.0.2.77/24", "Gateway=10.0.2.2");
        assertThat(installed.persistFile("kubeos-install.log")).contains("The download was interrupted at 17 MiB");
    }

    @Test
    void aPowerCutAtAnyMomentLeavesADiskThatInstallsAndAKeptPersistIsKept() throws Exception {
        long seed = Long.getLong("kbimg.seed", 20261122);
        int cuts = Integer.getInteger("kbimg.powercuts", 1);
        System.out.println("PxeInstallerIT: seed " + seed + " (-Dkbimg.seed=" + seed + " repeats it)");
        var random = new Random(seed);
        Path disk = disk(DISK_SIZE);
        try (var server = server(Behaviour.good(NAME))) {
            Path initramfs = installer.with(Map.of("url", url(server), "keep_persist", "true"));
            long whole = install(disk, initramfs, "is empty");
            var installed = new InstalledDisk(disk, temp);
            installed.expectSoundAndComplete(output.resolve(NAME));
            installed.writePersistFile("mine", "of the user");
            for (int i = 0; i < cuts; i++) {
                cut(disk, initramfs, random.nextLong(whole));
                install(disk, initramfs, "PERSIST of the earlier KubeOS is kept");
                installed = new InstalledDisk(disk, temp);
                installed.expectSoundAndComplete(output.resolve(NAME));
                assertThat(installed.persistFile("mine")).isEqualTo("of the user");
            }
        }
    }

    /** Returns the nanoseconds from the first change of the disk to the last. */
    private long install(Path disk, Path initramfs, String state) {
        try (var console = new NetworkMachine(List.of(disk)).startInstaller(installer.kernel(), initramfs)) {
            console.expect(state, DEADLINE);
            console.expect("Partitioning", DEADLINE);
            long start = System.nanoTime();
            console.expect("Installed KubeOS v1 on /dev/vda", DEADLINE);
            long time = System.nanoTime() - start;
            console.awaitEnd(DEADLINE);
            return time;
        }
    }

    private void cut(Path disk, Path initramfs, long nanos) {
        try (var console = new NetworkMachine(List.of(disk)).startInstaller(installer.kernel(), initramfs)) {
            console.expect("Partitioning", DEADLINE);
            LockSupport.parkNanos(nanos);
        }
    }

    private static void expectFailure(SerialConsole console, String message) {
        console.expect("kubeos-install: FAILED: " + message, DEADLINE);
    }

    /** @param settings assignments that go behind those that are there */
    private static void runAgain(SerialConsole console, String settings) {
        // What is typed before the shell has opened the console is lost.
        console.expect("# ", DEADLINE);
        console.runSuccessfully("echo '" + settings + "' | tr ' ' '\\n' >>/etc/kubeos-install/settings");
        console.send("kubeos-install\n");
    }

    private ArchiveServer server(Behaviour behaviour) {
        return ArchiveServer.serve(output.resolve(NAME), behaviour);
    }

    private static String url(ArchiveServer server) {
        return "http://10.0.2.2:" + server.port() + "/" + NAME;
    }

    private static Path disk(long size) throws IOException {
        Path disk = Files.createTempFile(temp, "disk", ".img");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(size);
        }
        return disk;
    }

    private static Path copy(Path disk) {
        Path copy = disk.resolveSibling(disk.getFileName() + ".copy");
        Tool.run("cp", "--sparse=always", disk.toString(), copy.toString()).expectSuccess();
        return copy;
    }
}
