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

/**
 * A node of the smallest example, and the versions that it upgrades to: signed, in a registry with TLS and a password, which the
 * machine reaches at {@value #GUEST_HOST}.
 */
final class UpgradableNode implements AutoCloseable {

    static final String PASSWORD = "kubeos";

    private static final String GUEST_HOST = "10.0.2.2";
    private static final String USER = "node";
    private static final String REGISTRY_PASSWORD = "secret-of-the-registry";

    private final Path directory;
    private final DockerRegistry registry;
    private final Path config;

    private UpgradableNode(Path directory, DockerRegistry registry, Path config) {
        this.directory = directory;
        this.registry = registry;
        this.config = config;
    }

    /**
     * Starts the registry, and writes the config.
     *
     * @param directory for all that is made; it must not be there
     * @param settings lines to add to the config
     */
    static UpgradableNode create(Path directory, String settings) throws IOException {
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
                Files.readString(Product.EXAMPLE) + """
                        trust: {keys: [release.pub]}
                        registries:
                          - {host: '%s:%d', ca: certificates/ca.crt}
                          - {host: 'localhost:%2$d', ca: certificates/ca.crt}
                        files: [{source: auth-%1$s.json, target: /etc/kubeos/auth.json, mode: '0600'}]
                        """.formatted(GUEST_HOST, registry.port()) + settings);
        return new UpgradableNode(directory, registry, config);
    }

    private static String credentials(String host) {
        String credentials =
                Base64.getEncoder().encodeToString((USER + ":" + REGISTRY_PASSWORD).getBytes(StandardCharsets.UTF_8));
        return "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}\n".formatted(host, credentials);
    }

    /** Builds the disk of a version, in the format raw. */
    Path buildDisk(String version, String... settings) {
        return build(version, "system.img", settings);
    }

    /** Builds what a slot holds in a version. */
    Path content(String version, String... settings) {
        return build(version, "update.img", settings);
    }

    private Path build(String version, String file, String... settings) {
        Path outputs = directory.resolve(file + "-" + version);
        var command = new ArrayList<>(List.of("create", "vm-image", "-f", config.toString(), "--format=raw"));
        command.addAll(List.of("--only=" + file, "-o", outputs.toString(), "--set=version=" + version));
        for (String setting : settings) {
            command.add("--set=" + setting);
        }
        Product.run(command.toArray(String[]::new)).expectSuccess();
        return outputs.resolve(file);
    }

    /**
     * Builds the upgrade image of a version, and pushes it.
     *
     * @param settings values for {@code --set}
     * @return the image's name on the machine
     */
    String push(String version, String... settings) {
        Path key = directory.resolve("release.key");
        var command = new ArrayList<>(List.of("create", "upgrade-image", "-f", config.toString()));
        command.addAll(List.of("-o", directory.resolve("image-" + version).toString(), "--set=version=" + version));
        command.add("--set=signing={key: " + key + "}");
        command.add("--set=upgradeImage={push: ['localhost:" + registry.port() + "/os/node']}");
        for (String setting : settings) {
            command.add("--set=" + setting);
        }
        Product.runWith(
                        List.of("REGISTRY_AUTH_FILE=" + directory.resolve("auth-localhost.json")),
                        command.toArray(String[]::new))
                .expectSuccess();
        return GUEST_HOST + ":" + registry.port() + "/os/node:" + version;
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

    private List<String> command(Path disk, List<String> drive) throws IOException {
        Path variables = directory.resolve(disk.getFileName() + ".fd");
        Files.deleteIfExists(variables);
        Files.copy(UefiFirmware.find().variables(), variables);
        List<String> command = new NetworkMachine(List.of()).command(NetworkMachine.Firmware.uefi(variables));
        command.addAll(drive);
        command.addAll(List.of("-device", "virtio-blk-pci,drive=disk0,serial=kbimg-test-0"));
        return command;
    }

    @Override
    public void close() {
        registry.close();
    }
}
