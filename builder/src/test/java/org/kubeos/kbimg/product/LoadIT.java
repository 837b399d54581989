package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.Podman;
import org.kubeos.testkit.Tool;

/** Upgrade images in the real podman: loaded by kbimg, and pulled from where kbimg pushed them, by root and without. */
class LoadIT {

    @TempDir
    private Path temp;

    @Test
    void podmanOfRootHasTheImage() throws IOException {
        assumeTrue(OrdinaryUser.isRoot(), "podman of root");
        try (var podman = Podman.create(temp.resolve("podman"))) {
            Path config = SmallArchive.config(temp);
            Path out = temp.resolve("out");
            Product.runWith(
                            podman.environment(),
                            "create",
                            "upgrade-image",
                            "-f",
                            config.toString(),
                            "-o",
                            out.toString(),
                            "--set=upgradeImage={load: podman, name: example.org/os}")
                    .expectSuccess();

            expectImage(podman, "example.org/os:v1", out.resolve("kubeos.tar"));
        }
    }

    @Test
    void podmanOfAnOrdinaryUserLoadsAndPulls() throws IOException {
        try (var user = OrdinaryUser.create();
                var registry = DockerRegistry.start(temp.resolve("registry"));
                var podman = Podman.createFor(user)) {
            Path config =
                    SmallArchive.config(Files.createDirectories(user.home().resolve("in")));
            user.own(config.getParent());
            Path out = user.home().resolve("out");
            String pushed = registry.host() + "/os/kubeos";
            String output = Product.runAs(
                            user,
                            podman.environment(),
                            "create",
                            "upgrade-image",
                            "-f",
                            config.toString(),
                            "-o",
                            out.toString(),
                            "--set=upgradeImage={load: podman, name: example.org/os, push: [" + pushed + "]}",
                            "--set=registries=[{host: '" + registry.host() + "', insecure: true}]")
                    .expectSuccess()
                    .text();

            expectImage(podman, "example.org/os:v1", out.resolve("kubeos.tar"));
            podman.run("rmi", "--all", "--force");
            podman.run("pull", "--quiet", "--tls-verify=false", pushed + ":v1");
            expectImage(podman, pushed + ":v1", out.resolve("kubeos.tar"));
            assertThat(podman.run("image", "inspect", "--format={{.Digest}}", pushed + ":v1"))
                    .isEqualTo(output.lines().toList().getLast());
        }
    }

    private static void expectImage(Podman podman, String name, Path archive) {
        assertThat(podman.run(
                        "image",
                        "inspect",
                        "--format={{.Config.Cmd}} {{index .Labels \"org.opencontainers.image.version\"}}",
                        name))
                .isEqualTo("[/bin/sh] v1");
        String container = podman.run("create", name).lines().toList().getLast();
        Path copy = archive.resolveSibling("os.tar");
        podman.run("cp", container + ":/os.tar", copy.toString());
        Tool.run("cmp", archive.toString(), copy.toString()).expectSuccess();
        podman.run("rm", container);
    }
}
