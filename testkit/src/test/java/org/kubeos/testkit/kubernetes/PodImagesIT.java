package org.kubeos.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Podman;

/** podman as the judge of the images, and what runs them. */
class PodImagesIT {

    @TempDir
    private Path temp;

    private Path archive;
    private Podman podman;

    @BeforeEach
    void make() throws IOException {
        archive = PodImages.make(temp.resolve("images")).archive();
        podman = Podman.create(temp.resolve("podman"));
    }

    @AfterEach
    void removeContainers() {
        podman.close();
    }

    @Test
    void pauseEndsWhenToldTo() {
        podman.run("pull", "--quiet", "oci-archive:" + archive + ":" + PodImages.PAUSE);
        podman.runContainer("--detach", "--name=pause", "--network=none", PodImages.PAUSE)
                .expectSuccess();
        podman.run("exec", "pause", "true");
        podman.run("stop", "--time=120", "pause");
        assertThat(podman.run("inspect", "--format={{.State.Status}} {{.State.ExitCode}}", "pause"))
                .isEqualTo("exited 0");
    }

    @Test
    void busyboxServesItsPage() {
        podman.run("pull", "--quiet", "oci-archive:" + archive + ":" + PodImages.BUSYBOX);
        String page = podman.runContainer(
                        "--network=none",
                        PodImages.BUSYBOX,
                        "sh",
                        "-c",
                        "httpd -p 8080 -h /www && wget -q -O - http://127.0.0.1:8080/")
                .expectSuccess()
                .text();
        assertThat(page).contains("It works.");
    }

    @Test
    void sameBusyboxMakesTheSameBytes() throws IOException {
        Path again = PodImages.make(temp.resolve("again")).archive();
        assertThat(Files.mismatch(archive, again)).isEqualTo(-1);
    }
}
