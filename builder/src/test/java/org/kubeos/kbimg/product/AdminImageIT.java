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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Tool;

/** The example's administrator's container: built, unpacked by umoci, started as an engine would, and logged in to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminImageIT {

    private static final Path EXAMPLE =
            Path.of("../examples/admin-image.yaml").toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(2);

    /** What an engine does before it starts a container's program, as far as this one needs it. */
    private static final String START_CONTAINER = """
            mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" && exec chroot "$@"
            """;

    @TempDir
    static Path temp;

    private Path root;
    private Path key;

    @BeforeAll
    void buildAndUnpack() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "only root can start a server in another root directory here");
        Path hostshell = Files.writeString(temp.resolve("hostshell"), "#!/bin/sh\necho entered the host\n");
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
        key = temp.resolve("key");
        Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .expectSuccess();
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
        Process server = new ProcessBuilder(
                        "env",
                        "SSH_PUBLIC_KEY=" + publicKey,
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "-c",
                        START_CONTAINER,
                        "sh",
                        root.toString(),
                        "/usr/lib/kubeos/admin-entrypoint",
                        "-p",
                        String.valueOf(port),
                        "-o",
                        "ListenAddress=127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("server.log").toFile())
                .start();
        try {
            awaitBanner(port, server);

            assertThat(ssh(port, key, "id -u; hostshell; nsenter --version")
                            .expectSuccess()
                            .text())
                    .contains("0\nentered the host\nnsenter from util-linux");
            Path stranger = temp.resolve("stranger");
            Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger.toString())
                    .expectSuccess();
            assertThat(ssh(port, stranger, "id").text()).contains("Permission denied (publickey)");
        } finally {
            // unshare passes on nothing else while it waits for its child.
            server.destroyForcibly();
            server.waitFor();
        }
    }

    @Test
    void containerWithoutAKeySaysWhatItNeeds() {
        Tool.Result result = Tool.run("chroot", root.toString(), "/usr/lib/kubeos/admin-entrypoint");

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
