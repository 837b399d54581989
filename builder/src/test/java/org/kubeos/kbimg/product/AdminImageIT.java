package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** The example's administrator's container: built, loaded into podman, started there, and logged in to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminImageIT {

    private static final Path EXAMPLE =
            Path.of("../examples/admin-image.yaml").toAbsolutePath().normalize();
    private static final String IMAGE = "localhost/kubeos-admin:v1";
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    static Path temp;

    private Podman podman;
    private Path key;

    @BeforeAll
    void buildAndLoad() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "needs root for a privileged container");
        Path secret = Files.writeString(temp.resolve("secret"), "of the host");
        Path hostshell = Files.writeString(
                temp.resolve("hostshell"),
                "#!/bin/sh\nexec nsenter --target " + ProcessHandle.current().pid() + " --mount cat " + secret + "\n");
        podman = Podman.create(temp.resolve("podman"));
        Product.runWith(
                        podman.environment(),
                        "create",
                        "admin-image",
                        "-f",
                        EXAMPLE.toString(),
                        "-o",
                        temp.resolve("out").toString(),
                        "--set=adminImage.hostshell=" + hostshell,
                        "--set=adminImage.load=podman")
                .expectSuccess();
        key = temp.resolve("key");
        Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .expectSuccess();
    }

    @AfterAll
    void removeContainersAndImages() {
        if (podman != null) {
            podman.close();
        }
    }

    @Test
    void containerHasNoKernelAndNoBootLoaderAndNoHostKeys() {
        Path root = Path.of(podman.run("image", "mount", IMAGE));
        assertThat(Tool.run("find", root.resolve("boot").toString(), "-type", "f")
                        .text())
                .isEmpty();
        assertThat(root.resolve("usr/lib/modules")).doesNotExist();
        assertThat(Tool.run("find", root.resolve("etc/ssh").toString(), "-name", "ssh_host_*")
                        .text())
                .isEmpty();
        podman.run("image", "umount", IMAGE);
    }

    @Test
    void billsAndProvenanceTellOfTheContainer() throws IOException {
        Path out = temp.resolve("out");
        Tool.run("env", "-C", out.toString(), "sha256sum", "--check", "--strict", "SHA256SUMS")
                .expectSuccess();
        JsonNode bill = json(out.resolve("sbom.cdx.json"));
        assertThat(bill.at("/metadata/component/type").asText()).isEqualTo("container");
        assertThat(bill.at("/components"))
                .extracting(component -> component.at("/name").asText())
                .contains("openssh-server", "/usr/lib/kubeos/admin-entrypoint", "/usr/bin/hostshell");
        Path root = Path.of(podman.run("image", "mount", IMAGE));
        List<String> installed = Tool.run(
                        "dpkg-query",
                        "--admindir=" + root.resolve("var/lib/dpkg"),
                        "--show",
                        "--showformat=${Package}\\n")
                .expectSuccess()
                .lines();
        podman.run("image", "umount", IMAGE);
        assertThat(bill.at("/components"))
                .filteredOn(component -> component.has("purl"))
                .extracting(component -> component.at("/name").asText())
                .containsExactlyInAnyOrderElementsOf(installed);
        JsonNode provenance = json(out.resolve("provenance.json"));
        assertThat(provenance.at("/predicate/buildDefinition/resolvedDependencies"))
                .anySatisfy(archive ->
                        assertThat(archive.at("/uri").asText()).startsWith("pkg:deb/debian/openssh-server@"));
        assertThat(provenance.at("/subject"))
                .extracting(subject -> subject.at("/name").asText())
                .containsExactly("sbom.cdx.json", "sbom.spdx.json", "podman:" + IMAGE);
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void ownerOfTheKeyLogsInAndEntersTheHost() throws Exception {
        int port = freePort();
        String publicKey = Files.readString(temp.resolve("key.pub")).strip();
        String container = podman.runContainer(
                        "--detach",
                        "--privileged",
                        "--pid=host",
                        "--network=host",
                        "--env=SSH_PUBLIC_KEY=" + publicKey,
                        IMAGE,
                        "-p",
                        String.valueOf(port),
                        "-o",
                        "ListenAddress=127.0.0.1")
                .expectSuccess()
                .lines()
                .getLast();
        awaitBanner(port, container);

        assertThat(ssh(port, key, "id -u; hostshell").expectSuccess().text()).contains("0\nof the host");
        Path stranger = temp.resolve("stranger");
        Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger.toString())
                .expectSuccess();
        assertThat(ssh(port, stranger, "id").text()).contains("Permission denied (publickey)");
    }

    @Test
    void containerWithoutAKeySaysWhatItNeeds() {
        Tool.Result result = podman.runContainer("--rm", "--network=host", IMAGE);

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
    private void awaitBanner(int port, String container) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    InputStream in = socket.getInputStream()) {
                assertThat(in.read()).isEqualTo('S');
                return;
            } catch (ConnectException e) {
                boolean runs = podman.run("inspect", "--format={{.State.Running}}", container)
                        .equals("true");
                if (!runs || Instant.now().isAfter(deadline)) {
                    throw new AssertionError(podman.run("logs", container), e);
                }
                Thread.sleep(100);
            }
        }
    }
}
