package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.kubeos.testkit.ArchiveServer;
import org.kubeos.testkit.ArchiveServer.Behavior;
import org.kubeos.testkit.QemuImg;
import org.kubeos.testkit.RedirectServer;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;

/** The installer, started directly, with a small archive: what it refuses, what it survives, what it leaves behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class PxeInstallerIT {

    private static final Duration DEADLINE = SerialConsole.BOOT_DEADLINE;
    private static final long DISK_SIZE = 6L << 30;
    private static final String NAME = "kubeos.tar";

    @TempDir
    private static Path temp;

    private Path output;
    private InstallerImage installer;
    private TestCertificates certificates;

    private Path config;

    @BeforeAll
    void build() throws IOException {
        output = temp.resolve("out");
        config = SmallArchive.config(temp);
        create(output);
        installer = new InstallerImage(output, temp);
        certificates = TestCertificates.create(temp.resolve("certificates"));
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
    void provenanceTellsOfTheInstallersPackages() throws IOException {
        JsonNode provenance =
                new ObjectMapper().readTree(output.resolve("provenance.json").toFile());

        assertThat(provenance.at("/predicate/buildDefinition/resolvedDependencies"))
                .filteredOn(
                        material -> material.at("/annotations/part").asText().equals("installer"))
                .extracting(material -> material.at("/name").asText())
                .contains("dracut");
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
        create(again, "source={image: 'docker-archive:" + archive + "', insecure: true}");

        assertThat(digestsBesideDocuments(again)).isNotEmpty().isEqualTo(digestsBesideDocuments(output));
        Tool.run("sh", "-c", "cd '" + again + "' && sha256sum --check --strict SHA256SUMS")
                .expectSuccess();
        assertThat(Files.readString(again.resolve("manifest.json"))).contains("\"digest\" : \"" + digest + "\"");
    }

    /** Those of all outputs but the documents, which tell of the source. */
    private static List<String> digestsBesideDocuments(Path directory) throws IOException {
        return Files.readAllLines(directory.resolve("SHA256SUMS")).stream()
                .filter(line -> !line.endsWith(".json"))
                .toList();
    }

    /**
     * One machine for all: after each failure, the shell that the config asks for starts the installer anew. iPXE starts it, with
     * kernel parameters that iPXE could take as its own.
     */
    @Test
    void everyFailureIsToldInALineAndLeavesForeignDataAlone() throws IOException {
        String parameters = "no_timer_check loglevel=3 #a ; && a;b&&c||d e=\"f g ;\" h=$i #j=k";
        Path empty = disk(DISK_SIZE);
        Path small = disk(4L << 30);
        Path foreign = disk(DISK_SIZE);
        Tool.run("mkfs.ext4", "-q", "-F", "-L", "precious", foreign.toString()).expectSuccess();
        Path untouched = foreign.resolveSibling("untouched.img");
        copy(foreign, untouched);
        var machine = new NetworkMachine(List.of(empty, small, foreign));
        Path bootFiles = temp.resolve("ipxe");
        create(bootFiles, "grub.cmdline=" + parameters);
        Path initramfs = installer.with(
                Map.of("disk_path", "/dev/sdx", "disk_deadline", "1", "on_failure", "shell"),
                Map.of("ca.pem", certificates.authority()));
        Files.move(initramfs, bootFiles.resolve("initramfs.img"), StandardCopyOption.REPLACE_EXISTING);
        var foreignCertificates = TestCertificates.create(temp.resolve("foreign-certificates"));
        try (var good = server(Behavior.good(NAME));
                var secured = server(Behavior.good(NAME), foreignCertificates);
                var trusted = server(Behavior.good(NAME), certificates);
                var downgrade = RedirectServer.to(good.urlForGuests(), certificates);
                var upgrade = RedirectServer.to(trusted.urlForGuests());
                var dying = server(new Behavior(NAME, Integer.MAX_VALUE, 20 << 20, false));
                var console = machine.startFromNetwork(bootFiles, NetworkMachine.Firmware.ipxe())) {
            expectFailure(
                    console,
                    "There is no disk /dev/sdx. The disks of this machine: /dev/vda, 6144 MiB, serial kbimg-test-0;"
                            + " /dev/vdb, 4096 MiB, .*. Correct 'pxe.disk'.");
            console.expect("# ", DEADLINE);
            assertThat(console.runSuccessfully("cat /proc/cmdline"))
                    .endsWith(" no_timer_check loglevel=3 \"#a\" \";\" \"&&\" a;b&&c||d \"e=f g ;\" h=$i \"#j=k\"");
            console.send("\n");
            runAgain(console, "disk_rule=smallest disk_over=0 disk_serial=kbimg* disk_model=* steady=1");
            expectFailure(
                    console, "The disk /dev/vdb is too small: it has 4096 MiB, and the partitions need 5693 MiB.");
            runAgain(console, "disk_rule=path disk_path=/dev/vdc");
            expectFailure(console, "The disk /dev/vdc holds data \\(ext4\\) and no KubeOS; nothing on it was changed.");
            console.expect("# ", DEADLINE);
            console.runSuccessfully("mkdir /mounted && mount -o ro,noload /dev/vdc /mounted");
            runAgain(console, "wipe=true");
            expectFailure(console, "The disk /dev/vdc is in use: something on it is mounted.");
            String absent = good.urlForGuests() + ".old";
            runAgain(console, "disk_path=/dev/vda url=" + absent);
            expectFailure(console, "The archive " + absent + " can't be had: .* 404. Check 'pxe.url'");
            assertThat(console.runSuccessfully("wipefs --no-act /dev/vda")).isEmpty();
            runAgain(console, "url=" + secured.urlForGuests());
            expectFailure(
                    console,
                    "The archive " + secured.urlForGuests() + " can't be had: \\(60\\) .* certificate.*. Check the"
                            + " server's certificate, 'pxe.ca', and the clock of this machine");
            runAgain(console, "url=" + downgrade.urlForGuests());
            expectFailure(
                    console,
                    "The archive " + downgrade.urlForGuests()
                            + " can't be had: \\(1\\) .*. An https URL is not redirected to" + " one without TLS");
            assertThat(good.ranges()).isEmpty();
            runAgain(console, "url=" + upgrade.urlForGuests() + " sha256=" + "0".repeat(64));
            expectFailure(
                    console,
                    "The archive " + upgrade.urlForGuests()
                            + " is not the one that was built with this installer, or damaged: its"
                            + " SHA-256 is [0-9a-f]{64} instead of 0{64}.");
            // The same disk: what a failure leaves is no foreign data.
            runAgain(console, "most_failures=1 on_failure=reboot retry_delay=1 url=" + dying.urlForGuests());
            expectFailure(
                    console,
                    "The download of " + dying.urlForGuests() + " stopped at \\d+ MiB of "
                            + (Files.size(output.resolve(NAME)) >> 20) + " MiB: .*. Check the server");
            console.expect("Restarting in 1 s.", DEADLINE);
            console.awaitEnd(DEADLINE);
        }
        QemuImg.compare(foreign, "raw", untouched, "raw");
    }

    @Test
    void aNetworkWithoutDhcpIsToldAndTheMachineSwitchedOff() throws IOException {
        var machine = NetworkMachine.alone(List.of(disk(DISK_SIZE)));
        Path initramfs = installer.with(Map.of("network_deadline", "5"));
        try (var console = machine.startInstaller(installer.kernel(), initramfs)) {
            expectFailure(
                    console, "No answer to DHCP within 5 s on " + NetworkMachine.INTERFACE + " \\(.*, link up\\).");
            console.expect("Switching off", DEADLINE);
            console.awaitEnd(DEADLINE);
        }
    }

    /** From an upgrade image, over TLS that the config's own authority vouches for, on a disk whose data is given up. */
    @Test
    void interruptedDownloadsAreResumedAndAStaticNetworkIsKept() throws IOException {
        Path disk = disk(DISK_SIZE);
        Tool.run("mkfs.ext4", "-q", "-F", disk.toString()).expectSuccess();
        Path own = temp.resolve("static");
        Path upgrade = temp.resolve("upgrade");
        Product.run("create", "upgrade-image", "-f", config.toString(), "-o", upgrade.toString())
                .expectSuccess();
        try (var server = server(new Behavior(NAME, 2, 17 << 20, true), certificates)) {
            create(
                    own,
                    "source={image: \"oci:" + upgrade.resolve("oci") + "\", insecure: true}",
                    "pxe.url=" + server.urlForGuests(),
                    "pxe.ca=" + certificates.authority(),
                    "pxe.wipe=true",
                    "pxe.network={interface: %s, address: 10.0.2.77/24, gateway: 10.0.2.2, persist: true}"
                            .formatted(NetworkMachine.INTERFACE));
            Tool.run("cmp", own.resolve(NAME).toString(), output.resolve(NAME).toString())
                    .expectSuccess();
            try (var console = new NetworkMachine(List.of(disk))
                    .startInstaller(own.resolve("vmlinuz"), own.resolve("initramfs.img"))) {
                console.expect("The disk /dev/vda holds data \\(ext4\\), which 'pxe.wipe' gives up", DEADLINE);
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

    /**
     * What the disk holds while QEMU stands still is what it would hold if QEMU were killed then. So one installation gives
     * the disks of all power cuts, and one machine has them all and installs to each.
     */
    @Test
    void aPowerCutAtAnyMomentLeavesADiskThatInstallsAndAKeptPersistIsKept() throws IOException {
        long seed = Long.getLong("kbimg.seed", 20261122);
        int cuts = Integer.getInteger("kbimg.powercuts", 10);
        System.out.println("PxeInstallerIT: seed " + seed + " (-Dkbimg.seed=" + seed + " repeats it)");
        Path disk = disk(DISK_SIZE);
        List<Path> cut;
        try (var server = server(Behavior.good(NAME))) {
            Path initramfs = installer.with(Map.of("url", server.urlForGuests(), "keep_persist", "true"));
            long complete = install(disk, initramfs);
            var installed = new InstalledDisk(disk, temp);
            installed.expectSoundAndComplete(output.resolve(NAME));
            installed.writePersistFile("mine", "of the user");
            installed.changePersist("rm kubeos-install.log", "symlink kubeos-install.log ../etc/passwd");
            // A cut may leave a journal that would undo these changes.
            Path linked = disk.resolveSibling("linked.img");
            copy(disk, linked);
            new InstalledDisk(linked, temp).changePersist("rm data/note", "rmdir data", "symlink data ../usr/lib");
            cut = cutAt(new Random(seed).longs(cuts, 0, complete).sorted().toArray(), disk, initramfs);
            installToEach(cut, linked, server);
            assertThat(new InstalledDisk(linked, temp).rootHas("usr/lib/note")).isFalse();
        }
        for (Path each : cut) {
            Path work = Files.createTempDirectory(temp, "judged");
            var installed = new InstalledDisk(each, work);
            installed.expectSoundAndComplete(output.resolve(NAME));
            assertThat(installed.persistFile("mine")).isEqualTo("of the user");
            assertThat(installed.persistFile("kubeos-install.log")).startsWith("kubeos-install: Installing");
            BuiltImage.delete(work);
            Files.delete(each);
        }
    }

    /** Returns the nanoseconds from the first change of the disk to the last. */
    private long install(Path disk, Path initramfs) {
        try (var console = new NetworkMachine(List.of(disk)).startInstaller(installer.kernel(), initramfs)) {
            console.expect("The network is up", DEADLINE);
            long start = System.nanoTime();
            console.expect("Installed KubeOS v1 on /dev/vda", DEADLINE);
            long time = System.nanoTime() - start;
            console.awaitEnd(DEADLINE);
            return time;
        }
    }

    /** @param moments nanoseconds after the network is up, in their order */
    private List<Path> cutAt(long[] moments, Path disk, Path initramfs) {
        var copies = new ArrayList<Path>();
        try (var console = new NetworkMachine(List.of(disk)).startInstaller(installer.kernel(), initramfs)) {
            console.expect("PERSIST of the earlier KubeOS is kept", DEADLINE);
            console.expect("The network is up", DEADLINE);
            long before = 0;
            for (long moment : moments) {
                LockSupport.parkNanos(moment - before);
                before = moment;
                Path copy = disk.resolveSibling("cut" + copies.size() + ".img");
                console.whileStopped(() -> copy(disk, copy));
                copies.add(copy);
                System.out.printf(
                        "PxeInstallerIT: power cut %.3f s after the network was up, behind: %s%n",
                        moment / 1e9, console.transcript().strip().replaceFirst("(?s).*\\n", ""));
            }
        }
        return copies;
    }

    /** @param linked a disk whose PERSIST has a link where the archive has a directory */
    private void installToEach(List<Path> disks, Path linked, ArchiveServer server) throws IOException {
        Path initramfs = installer.with(Map.of(
                "url",
                server.urlForGuests(),
                "keep_persist",
                "true",
                "disk_path",
                "/dev/sdx",
                "disk_deadline",
                "1",
                "on_failure",
                "shell"));
        List<Path> all = new ArrayList<>(disks);
        all.add(linked);
        try (var console = new NetworkMachine(all).startInstaller(installer.kernel(), initramfs)) {
            expectFailure(console, "There is no disk /dev/sdx");
            console.expect("# ", DEADLINE);
            // The installer ends by a restart, for which there is time after the last disk.
            console.runSuccessfully("mkdir /first && echo '#!/bin/sh' >/first/reboot && chmod +x /first/reboot");
            for (int i = 0; i < disks.size(); i++) {
                String name = "/dev/vd" + (char) ('a' + i);
                console.runSuccessfully("echo disk_path=" + name + " >>/etc/kubeos-install/settings");
                assertThat(console.run("PATH=/first:$PATH kubeos-install", DEADLINE)
                                .output())
                        .contains("PERSIST of the earlier KubeOS is kept.", "Installed KubeOS v1 on " + name);
            }
            String name = "/dev/vd" + (char) ('a' + disks.size());
            console.runSuccessfully("echo 'disk_path=" + name
                    + " on_failure=reboot retry_delay=0' | tr ' ' '\\n' >>/etc/kubeos-install/settings");
            assertThat(console.run("PATH=/first:$PATH kubeos-install", DEADLINE).output())
                    .contains(
                            "FAILED: PERSIST on " + name
                                    + ", which is to be kept, has a symbolic link at /persist/data, where this system has a directory.");
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

    private ArchiveServer server(Behavior behavior) {
        return ArchiveServer.serve(output.resolve(NAME), behavior);
    }

    private ArchiveServer server(Behavior behavior, TestCertificates certificates) {
        return ArchiveServer.serve(output.resolve(NAME), behavior, certificates);
    }

    private static Path disk(long size) throws IOException {
        Path disk = Files.createTempFile(temp, "disk", ".img");
        try (var file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(size);
        }
        return disk;
    }

    private static void copy(Path disk, Path copy) {
        Tool.run("cp", "--sparse=always", disk.toString(), copy.toString()).expectSuccess();
    }
}
