package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;

class AgentComponentsTest {

    @Test
    void areAmongTheNodesPackages() throws IOException {
        Inventory inventory = inventory("""
                openjdk\t25.0.3+9-LTS\tpkg:generic/openjdk@25.0.3%2B9-LTS\tGPL-2.0-only WITH Classpath-exception-2.0
                os-agent\t1.0\tpkg:maven/org.kubeos/agent@1.0\tApache-2.0
                """);
        assertThat(inventory.packages()).extracting(Component::name).containsExactly("openjdk", "os-agent");
        Component runtime = inventory.packages().getFirst();
        assertThat(runtime.version()).isEqualTo("25.0.3+9-LTS");
        assertThat(runtime.purl().text()).isEqualTo("pkg:generic/openjdk@25.0.3%2B9-LTS");
        assertThat(runtime.license().expression()).contains("GPL-2.0-only WITH Classpath-exception-2.0");
    }

    @Test
    void mustNotBeDamaged() {
        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> inventory("openjdk\n"))
                .withMessage("The file /usr/lib/kubeos/agent/components.tsv in the rootfs archive is damaged: openjdk");
    }

    private static Inventory inventory(String list) throws IOException {
        var file = new FileNode.RegularFile(
                AgentComponents.LIST,
                FileMetadata.ofRoot(0644, Instant.EPOCH),
                FileContent.of(list.getBytes(StandardCharsets.UTF_8)));
        return Inventory.of(List.of(file), Collections.emptySortedSet(), List.of());
    }
}
