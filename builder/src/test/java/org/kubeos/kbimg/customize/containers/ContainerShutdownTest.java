package org.kubeos.kbimg.customize.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.testkit.Tool;

class ContainerShutdownTest {

    private static final String FILE = "usr/lib/systemd/system.conf.d/50-kubeos-containers.conf";

    @TempDir
    Path temp;

    /** Links that lead out of the directory are nothing that JUnit likes to remove. */
    @AfterEach
    void removeRoot() {
        Tool.run("rm", "-rf", temp.resolve("root").toString());
    }

    /** The judge is systemd, which reads the file as it will on the node. */
    @Test
    void aNodeWithContainersWaitsLessForThem() {
        var root = new CustomizedRoot(temp);
        root.file("usr/bin/containerd", 0755, "");
        root.file("etc/systemd/system.conf", 0644, "[Manager]\n");
        Path directory = root.unpack(root.customize(""), "root");
        assertThat(Tool.run("systemd-analyze", "cat-config", "--root=" + directory, "systemd/system.conf")
                        .expectSuccess()
                        .lines())
                .contains("DefaultTimeoutStopSec=30s");
    }

    @Test
    void aRuntimeMayComeFromTheConfigsFiles() {
        var root = new CustomizedRoot(temp);
        assertThat(root.customize("").find(FILE)).isEmpty();
        assertThat(root.customize("files: [{content: x, mode: \"0755\", target: /usr/local/bin/containerd}]")
                        .find(FILE))
                .isPresent();
    }
}
