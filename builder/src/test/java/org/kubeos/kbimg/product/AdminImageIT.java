package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Podman;
import org.kubeos.testkit.Tool;

/** The example's administrator's container: built, run by podman, and logged in to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminImageIT {

    private static final Path EXAMPLE =
            Path.of("../examples/admin-image.yaml").toAbsolutePath().normalize();
    private static final String IMAGE = "localhost/admin";
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    static Path temp;

    private Podman podman;
    private Path root;
    private Path key;

    @BeforeAll
    void buildAndUnpack() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "only root can enter the host from a container");
        // Not of process 1, whose namespaces some machines close even to root.
        Path hostshell = Files.writeString(
                temp.resolve("hostshell"), """
                #!/bin/sh
                exec nsenter --target %d --mount -- "$@"
                """.formatted(ProcessHandle.current().pid()));
        Product.run(
                        "create",
                        "admin-image",
                        "-f",
                        EXAMPLE.toString(),
                        "-o",
                        temp.resolve("out").toString(),
                        "--set=adminImage.hostshell=" + hostshell)
                .expectSuccess();
        Tool.run(
                        "umoci",
                        "unpack",
                        "--image",
                        temp.resolve("out/oci") + ":v1",
                        temp.resolve("bundle").toString())
                .expectSuccess();
        root = temp.resolve("bundle/rootfs");
        podman = Podman.create(temp.resolve("podman"));
        podman.run("pull", "--quiet", "oci:" + temp.resolve("out/oci") + ":v1");
        podman.run("tag", podman.run("images", "--quiet"), IMAGE);
        key = temp.resolve("key");
        Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .expectSuccess();
    }

    @AfterAll
    void emptyTheStore() {
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void containerHasNoKernelAndNoBootLoader() {
        assertThat(Tool.run("find", root.resolve("boot").toString(), "-type", "f")
                        .text())
                .isEmpty();
        assertThat(root.resolve("usr/lib/modules")).doesNotExist();
    }

    @Test
    void ownerOfTheKeyLogsInAndFindsTheHostshell() throws Exception {
        assertThat(Tool.run("find", root.resolve("etc/ssh").toString(), "-name", "ssh_host_*")
                        .text())
                .isEmpty();
        int port = freePort();
        String publicKey = Files.readString(temp.resolve("key.pub")).strip();
        Process server = new ProcessBuilder(podman.container(
                        List.of("--name=admin", "--privileged", "--pid=host", "--env=SSH_PUBLIC_KEY=" + publicKey),
                        List.of(IMAGE, "-p", String.valueOf(port), "-o", "ListenAddress=127.0.0.1")))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("server.log").toFile())
                .start();
        try {
            awaitBanner(port, server);

            Path ofTheHost = Files.writeString(temp.resolve("of-the-host"), "seen from the container\n");
            assertThat(ssh(port, key, "id -u; cat " + ofTheHost + "; hostshell cat " + ofTheHost)
                            .expectSuccess()
                            .text())
                    .contains("0\ncat: " + ofTheHost + ": No such file or directory\nseen from the container\n");
            Path stranger = temp.resolve("stranger");
            Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger.toString())
                    .expectSuccess();
            assertThat(ssh(port, stranger, "id").text()).contains("Permission denied (publickey)");
        } finally {
            podman.run("rm", "--force", "--ignore", "admin");
            server.waitFor();
        }
    }

    @Test
    void containerWithoutAKeySaysWhatItNeeds() {
        Tool.Result result = Tool.run(podman.container(List.of("--rm"), List.of(IMAGE)), new byte[0]);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.text()).contains("Set SSH_PUBLIC_KEY, or mount a file as /etc/secret-volume/ssh-pub-key.");
    }

    private static Tool.Result ssh(int port, Path identity, String command) {
        return Tool.run(
                List.of(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        identity.toString(),
                        "-p",
                        String.valueOf(port),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "BatchMode=yes",
                        "root@127.0.0.1",
                        command),
                new byte[0]);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Until the server speaks: it makes its keys first. */
    private static void awaitBanner(int port, Process server) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    InputStream in = socket.getInputStream()) {
                assertThat(in.read()).isEqualTo('S');
                return;
            } catch (ConnectException e) {
                if (!server.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new AssertionError(Files.readString(temp.resolve("server.log")), e);
                }
                Thread.sleep(100);
            }
        }
    }
}
