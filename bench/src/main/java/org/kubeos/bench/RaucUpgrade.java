package org.kubeos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kubeos.testkit.WebDirectory;

/**
 * RAUC with bundles in the format {@code plain}, which are downloaded and installed. Bundles of the other formats, and thus those
 * that are streamed or fetched in part, need device-mapper and network block devices in the kernel.
 */
final class RaucUpgrade implements AutoCloseable {

    private final Path work;
    private final Commands commands;
    private final WebDirectory web;
    private final List<Process> services;
    private final String bus;

    /** @param slot that is written */
    RaucUpgrade(Path work, Path slot, Commands commands) throws IOException {
        this.work = Files.createDirectories(work);
        this.commands = commands;
        this.web = WebDirectory.serve(Files.createDirectories(work.resolve("web")));
        this.bus = "unix:path=" + work.resolve("bus");
        commands.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:4096",
                "-nodes",
                "-subj",
                "/CN=bench",
                "-days",
                "7",
                "-keyout",
                work.resolve("key.pem").toString(),
                "-out",
                work.resolve("certificate.pem").toString());
        Path running = work.resolve("running.img");
        Files.write(running, new byte[1 << 20]);
        Path config = Files.writeString(work.resolve("system.conf"), """
                [system]
                compatible=bench
                bootloader=noop
                mountprefix=%s
                statusfile=%s
                [keyring]
                path=%s
                [slot.rootfs.0]
                device=%s
                type=raw
                bootname=A
                [slot.rootfs.1]
                device=%s
                type=raw
                bootname=B
                """.formatted(
                        work.resolve("mount"), work.resolve("status"), work.resolve("certificate.pem"), running, slot));
        Process daemon = Commands.start(
                work.resolve("bus.log"), "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=" + bus);
        Process rauc = Commands.start(
                work.resolve("rauc.log"),
                "sh",
                "-c",
                "until [ -S \"$2\" ]; do sleep 0.1; done;"
                        + " DBUS_SYSTEM_BUS_ADDRESS=\"$1\" exec rauc --conf=\"$3\" --override-boot-slot=A service",
                "sh",
                bus,
                work.resolve("bus").toString(),
                config.toString());
        this.services = List.of(rauc, daemon);
    }

    /**
     * Makes a bundle, compressed as well as slot images are.
     *
     * @param image content of the slot
     * @return its size in bytes
     */
    long bundle(String version, Path image) throws IOException {
        Path directory = Files.createDirectories(work.resolve("bundle-" + version));
        commands.run("cp", image.toString(), directory.resolve("rootfs.img").toString());
        Files.writeString(directory.resolve("manifest.raucm"), """
                [update]
                compatible=bench
                version=%s
                [bundle]
                format=plain
                [image.rootfs]
                filename=rootfs.img
                """.formatted(version));
        Path bundle = work.resolve("web").resolve(version + ".raucb");
        commands.run(
                "rauc",
                "--cert=" + work.resolve("certificate.pem"),
                "--key=" + work.resolve("key.pem"),
                "bundle",
                "--mksquashfs-args=-comp zstd -Xcompression-level 9",
                directory.toString(),
                bundle.toString());
        commands.run("rm", "-r", directory.toString());
        return Files.size(bundle);
    }

    void clean() throws IOException {
        Files.deleteIfExists(work.resolve("fetched.raucb"));
        commands.run("sync");
    }

    void upgrade(String version) throws IOException {
        Path fetched = work.resolve("fetched.raucb");
        commands.run("curl", "-sSf", "-o", fetched.toString(), web.url() + version + ".raucb");
        commands.run("env", "DBUS_SYSTEM_BUS_ADDRESS=" + bus, "rauc", "install", fetched.toString());
    }

    @Override
    public void close() {
        web.close();
        for (Process service : services) {
            service.destroy();
            try {
                if (!service.waitFor(1, TimeUnit.MINUTES)) {
                    service.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
