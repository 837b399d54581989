package org.kubeos.kbimg.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.kubeos.kbimg.host.qemu.UefiFirmware;
import org.kubeos.testkit.DiskWriteLog;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.SerialConsole;
import org.kubeos.testkit.TestCertificates;
import org.kubeos.testkit.Tool;

/**
 * A node, and the versions that it upgrades to: signed, in a registry with TLS and a password, which the machine reaches at
 * {@value #GUEST_HOST}.
 */
final class UpgradableNode implements AutoCloseable {

    static final String PASSWORD = "kubeos";

    private static final String GUEST_HOST = "10.0.2.2";
    private static final String USER = "node";
    private static final String REGISTRY_PASSWORD = "secret-of-the-registry";

    private final Path directory;
    private final DockerRegistry registry;
    private final Path config;
    private final Model model;
    private final List<String> settings;

    /**
     * What a node is like.
     *
     * @param config whose root has the password {@value #PASSWORD}
     * @param bios whether it starts from a legacy BIOS; otherwise from UEFI
     * @param efiDirectory of GRUB's files on BOOT, for mtools
     * @param machine more options of QEMU
     */
    record Model(Path config, boolean bios, String efiDirectory, List<String> machine) {

        /** The smallest example. */
        static Model debian() {
            return new Model(Product.EXAMPLE, false, "::/EFI/kubeos/", List.of());
        }

        /** The example for openEuler, with the packages of the fixture. */
        static Model rpm(Path directory) throws IOException {
            return new Model(
                    RpmImage.config(Files.createDirectories(directory)), false, "::/EFI/openEuler/", List.of());
        }

        Model withBios() {
            return new Model(config, true, efiDirectory, machine);
        }

        /** The chipset's timer may restart the machine. */
        Model withWatchdog() {
            return new Model(config, bios, efiDirectory, List.of("-global", "ICH9-LPC.noreboot=false"));
        }
    }

    private UpgradableNode(Path directory, DockerRegistry registry, Path config, Model model, List<String> settings) {
        this.directory = directory;
        this.registry = registry;
        this.config = config;
        this.model = model;
        this.settings = settings;
    }

    /**
     * Starts the registry, and writes the config.
     *
     * @param directory for all that is made
     * @param settings values for {@code --set}, in all versions
     */
    static UpgradableNode create(Path directory, Model model, String... settings) throws IOException {
        Files.createDirectories(directory);
        TestCertificates certificates = TestCertificates.create(directory.resolve("certificates"));
        DockerRegistry registry =
                DockerRegistry.startWithPassword(directory.resolve("registry"), certificates, USER, REGISTRY_PASSWORD);
        Product.run("key", "generate", "-o", directory.resolve("release").toString(), "--no-passphrase")
                .expectSuccess();
        for (String host : List.of(GUEST_HOST, "localhost")) {
            Files.createFile(
                    directory.resolve("auth-" + host + ".json"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(directory.resolve("auth-" + host + ".json"), credentials(host + ":" + registry.port()));
        }
        Path config = Files.writeString(
                directory.resolve("node.yaml"),
                Files.readString(model.config())
                        + """
                        firmware: %3$s
                        trust: {keys: [release.pub]}
                        registries:
                          - {host: '%s:%d', ca: certificates/ca.crt}
                          - {host: 'localhost:%2$d', ca: certificates/ca.crt}
                        files: [{source: auth-%1$s.json, target: /etc/kubeos/auth.json, mode: '0600'}]
                        """.formatted(GUEST_HOST, registry.port(), model.bios() ? "bios" : "uefi"));
        return new UpgradableNode(directory, registry, config, model, List.of(settings));
    }

    private static String credentials(String host) {
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + REGISTRY_PASSWORD).getBytes(StandardCharsets.UTF_8));
        return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}\n".formatted(host, credentials);
    }

    /** Builds the disk of a version, in the format raw. */
    Path buildDisk(String version, String... more) {
        return build(version, "system.img", more);
    }

    /** Builds what a slot holds in a version. */
    Path content(String version, String... more) {
        return build(version, "update.img", more);
    }

    private Path build(String version, String file, String... more) {
        Path outputs = directory.resolve(file + "-" + version);
        var command = new ArrayList<>(List.of("create", "vm-image", "-f", config.toString(), "--format=raw"));
        command.addAll(List.of("--only=" + file, "-o", outputs.toString(), "--set=version=" + version));
        set(command, more);
        Product.run(command.toArray(String[]::new)).expectSuccess();
        return outputs.resolve(file);
    }

    /**
     * Builds the upgrade image of a version, and pushes it.
     *
     * @param more values for {@code --set}
     * @return the image's name on the machine
     */
    String push(String version, String... more) {
        Path key = directory.resolve("release.key");
        var command = new ArrayList<>(List.of("create", "upgrade-image", "-f", config.toString()));
        command.addAll(List.of("-o", directory.resolve("image-" + version).toString(), "--set=version=" + version));
        command.add("--set=signing={key: " + key + "}");
        command.add("--set=upgradeImage={push: ['localhost:" + registry.port() + "/os/node']}");
        set(command, more);
        Product.runWith(
                        List.of("REGISTRY_AUTH_FILE=" + directory.resolve("auth-localhost.json")),
                        command.toArray(String[]::new))
                .expectSuccess();
        return GUEST_HOST + ":" + registry.port() + "/os/node:" + version;
    }

    private void set(List<String> command, String... more) {
        settings.forEach(setting -> command.add("--set=" + setting));
        for (String setting : more) {
            command.add("--set=" + setting);
        }
    }

    /**
     * Starts a machine. It ends where it would restart, as {@link NetworkMachine#startFromDisk} says.
     *
     * @param disk a raw image
     * @param log an empty file, or the log so far, which gets what the machine writes to the disk
     */
    SerialConsole start(Path disk, Path log) throws IOException {
        return SerialConsole.start(command(disk, DiskWriteLog.qemuOptions(disk, log, "disk0")));
    }

    /** Starts a machine whose writes are not recorded. */
    SerialConsole start(Path disk) throws IOException {
        return SerialConsole.start(command(disk, List.of("-drive", "if=none,format=raw,id=disk0,file=" + disk)));
    }

    /**
     * Starts a machine whose disk fails wherever a sector is asked for.
     *
     * @param request that fails: read or write
     */
    SerialConsole startFailing(Path disk, String request, long sector) throws IOException {
        return SerialConsole.start(command(disk, List.of("-blockdev", """
                {"driver": "blkdebug", "node-name": "disk0", "image": {"driver": "file", "filename": "%s"},
                 "inject-error": [{"event": "none", "iotype": "%s", "errno": 5, "sector": %d}]}
                """.formatted(disk, request, sector))));
    }

    private List<String> command(Path disk, List<String> drive) throws IOException {
        List<String> command = new NetworkMachine(List.of()).command(firmware(disk));
        // QEMU's translator may run code that another processor has just replaced, as Java's compilers do: the agent
        // crashes.
        command.addAll(List.of("-smp", "1"));
        command.addAll(model.machine());
        command.addAll(drive);
        command.addAll(List.of("-device", "virtio-blk-pci,drive=disk0,serial=kbimg-test-0"));
        return command;
    }

    /**
     * A copy of the boot environment as it lies on a disk, with nothing replayed.
     *
     * @param disk a raw image
     * @param boot where BOOT begins, in bytes
     * @return its bytes; none if it can't be read
     */
    byte[] environment(Path disk, long boot, String copy) throws IOException {
        Path file = directory.resolve("environment");
        Files.deleteIfExists(file);
        if (model.bios()) {
            Tool.run("debugfs", "-R", "dump " + copy + " " + file, disk + "?offset=" + boot);
        } else {
            Tool.run("mcopy", "-n", "-i", disk + "@@" + boot, model.efiDirectory() + copy, file.toString());
        }
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private NetworkMachine.Firmware firmware(Path disk) throws IOException {
        if (model.bios()) {
            return NetworkMachine.Firmware.bios();
        }
        Path variables = directory.resolve(disk.getFileName() + ".fd");
        Files.deleteIfExists(variables);
        Files.copy(UefiFirmware.find().variables(), variables);
        return NetworkMachine.Firmware.uefi(variables);
    }

    @Override
    public void close() {
        registry.close();
    }
}
