package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.artifact.sbom.Provenance.Material;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

class ProvenanceTest {

    private static Material archive(String url) {
        return Material.of(
                new PackageDescription(
                        "dracut", "059-4", "amd64", new DataSize(1), Optional.empty(), url, "sha256:" + "1".repeat(64)),
                DistributionProfile.of("debian"));
    }

    @Test
    void archivesOfAnInstallerAreToldFromThoseOfTheRootFileSystem() throws IOException {
        var request = new Provenance.Request(List.of("pxe-image"), Optional.empty(), List.of(), Map.of());
        List<Material> materials = List.of(
                archive("http://mirror.example.org/dracut.deb"),
                archive("http://mirror.example.org/dracut.deb").in("installer"),
                archive("file:/srv/mirror/dracut.deb").in("installer"));

        JsonNode dependencies = new ObjectMapper()
                .readTree(new Provenance(request, Map.of(), materials, "1.2.3")
                        .statement(List.of())
                        .text())
                .at("/predicate/buildDefinition/resolvedDependencies");

        assertThat(dependencies).hasSize(4);
        JsonNode node = dependencies.get(1);
        assertThat(node.at("/uri").asText()).isEqualTo("pkg:deb/debian/dracut@059-4?arch=amd64");
        assertThat(node.at("/digest/sha256").asText()).isEqualTo("1".repeat(64));
        assertThat(node.at("/downloadLocation").asText()).isEqualTo("http://mirror.example.org/dracut.deb");
        assertThat(node.has("annotations")).isFalse();
        assertThat(dependencies.get(2).at("/annotations/part").asText()).isEqualTo("installer");
        assertThat(dependencies.get(3).at("/annotations/part").asText()).isEqualTo("installer");
        assertThat(dependencies.get(3).has("downloadLocation")).isFalse();
    }
}
