package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Judged by the library of the format's authors: the schema in it, and what it reads. */
class CycloneDxTest {

    @TempDir
    Path directory;

    private Bom parse(String text) throws IOException, ParseException {
        var parser = new JsonParser();
        assertThat(parser.validate(text, Version.VERSION_16)).isEmpty();
        return parser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Component> byName(Bom bom) {
        return bom.getComponents().stream().collect(Collectors.toMap(Component::getName, component -> component));
    }

    @Test
    void aContainerWithWhatWasAddedToItsPackages() throws IOException, ParseException {
        Bom bom = parse(SampleImages.container(directory).cycloneDx());

        Component product = bom.getMetadata().getComponent();
        assertThat(product.getType()).isEqualTo(Component.Type.CONTAINER);
        assertThat(product.getName()).isEqualTo("kubeos-admin");
        assertThat(product.getHashes()).isNullOrEmpty();
        Map<String, Component> components = byName(bom);
        assertThat(components).containsOnlyKeys("dash", "debianutils", "gawk", "libc6", "/usr/bin/hostshell");
        assertThat(components.get("dash").getHashes())
                .containsExactly(new Hash(Hash.Algorithm.SHA_256, "1".repeat(64)));
    }

    @Test
    void packagesOfDebian() throws IOException, ParseException {
        Bom bom = parse(SampleImages.debian(directory).cycloneDx());

        Map<String, Component> components = byName(bom);
        assertThat(components)
                .containsOnlyKeys(
                        "dash",
                        "debianutils",
                        "gawk",
                        "libc6",
                        "/etc/localtime",
                        "/etc/motd",
                        "/etc/shadow",
                        "/root/key");
        Component dash = components.get("dash");
        assertThat(dash.getPurl()).isEqualTo("pkg:deb/debian/dash@0.5.12-2?arch=amd64&distro=debian-12");
        assertThat(dash.getSupplier().getName()).isEqualTo("Andrej Shadura <andrewsh@debian.org>");
        assertThat(dash.getHashes()).containsExactly(new Hash(Hash.Algorithm.SHA_256, "1".repeat(64)));
        assertThat(dash.getLicenses().getExpression().getValue()).isEqualTo("BSD-3-Clause OR GPL-2.0-or-later");
        assertThat(dash.getExternalReferences())
                .extracting(reference -> reference.getType().getTypeName() + " " + reference.getUrl())
                .containsExactly(
                        "distribution http://mirror.example.org/pool/dash.deb",
                        "website http://gondor.apana.org.au/~herbert/dash/");
        assertThat(components.get("gawk").getHashes())
                .containsExactly(new Hash(Hash.Algorithm.SHA_256, "2".repeat(64)));
        assertThat(components.get("gawk").getLicenses().getLicenses())
                .extracting(license -> license.getName())
                .containsExactly("public-domain");
        Component libc = components.get("libc6");
        assertThat(libc.getHashes()).isNullOrEmpty();
        assertThat(libc.getPedigree().getAncestors().getComponents())
                .extracting(Component::getPurl)
                .containsExactly("pkg:deb/debian/glibc@2.36-9?arch=source&distro=debian-12");
        assertThat(components.get("debianutils").getProperties())
                .extracting(property -> property.getName() + "=" + property.getValue())
                .containsExactly("kbimg:architecture=all", "kbimg:copyright-file=/usr/share/doc/debianutils/copyright");
    }

    @Test
    void dependenciesAreThoseThatAreInstalled() throws IOException, ParseException {
        Bom bom = parse(SampleImages.debian(directory).cycloneDx());

        Map<String, List<String>> needs = bom.getDependencies().stream()
                .filter(dependency -> dependency.getDependencies() != null)
                .collect(Collectors.toMap(
                        dependency -> dependency.getRef().replaceAll(".*/|@.*", ""),
                        dependency -> dependency.getDependencies().stream()
                                .map(Dependency::getRef)
                                .map(ref -> ref.replaceAll(".*/|@.*", ""))
                                .toList()));
        assertThat(needs)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "KubeOS", List.of("dash", "debianutils", "gawk", "libc6"),
                        "dash", List.of("debianutils", "libc6")));
    }

    @Test
    void packagesOfRpm() throws IOException, ParseException {
        Map<String, Component> components =
                byName(parse(SampleImages.rpm(directory).cycloneDx()));

        assertThat(components).containsOnlyKeys("bash", "bind-libs");
        Component bind = components.get("bind-libs");
        assertThat(bind.getPurl())
                .isEqualTo("pkg:rpm/openeuler/bind-libs@9.18.21-4.oe2403?arch=x86_64&distro=openeuler-24.03&epoch=32");
        assertThat(bind.getHashes()).containsExactly(new Hash(Hash.Algorithm.SHA_256, "5".repeat(64)));
        assertThat(bind.getLicenses().getLicenses())
                .extracting(license -> license.getName())
                .containsExactly("MPLv2.0 and BSD");
        assertThat(bind.getPedigree().getAncestors().getComponents())
                .extracting(Component::getPurl)
                .containsExactly("pkg:rpm/openeuler/bind@9.18.21-4.oe2403?arch=src&distro=openeuler-24.03");
        assertThat(components.get("bash").getLicenses().getExpression().getValue())
                .isEqualTo("GPL-3.0-or-later");
        assertThat(components.get("bash").getHashes())
                .containsExactly(new Hash(Hash.Algorithm.SHA_256, "4".repeat(64)));
    }

    @Test
    void theImageIsAnOperatingSystemMadeByThisTool() throws IOException, ParseException {
        Bom bom = parse(SampleImages.debian(directory).cycloneDx());

        Component product = bom.getMetadata().getComponent();
        assertThat(product.getType()).isEqualTo(Component.Type.OPERATING_SYSTEM);
        assertThat(product.getName() + " " + product.getVersion()).isEqualTo("KubeOS v1");
        assertThat(product.getHashes()).hasSize(1);
        assertThat(bom.getMetadata().getTimestamp()).isEqualTo(java.util.Date.from(SampleImages.DATE));
        assertThat(bom.getMetadata().getToolChoice().getComponents())
                .extracting(tool -> tool.getName() + " " + tool.getVersion())
                .containsExactly("kbimg 1.2.3");
    }

    @Test
    void aDigestIsGivenOfWhatEveryoneMayRead() throws IOException, ParseException {
        Map<String, Component> components =
                byName(parse(SampleImages.debian(directory).cycloneDx()));

        assertThat(components.get("/etc/motd").getHashes())
                .containsExactly(new Hash(
                        Hash.Algorithm.SHA_256, "66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18"));
        for (String hidden : List.of("/etc/shadow", "/root/key", "/etc/localtime")) {
            assertThat(components.get(hidden).getHashes()).isNullOrEmpty();
        }
        assertThat(components.get("/etc/shadow").getProperties())
                .extracting(property -> property.getName() + "=" + property.getValue())
                .containsExactly("kbimg:mode=0640", "kbimg:owner=0:0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalImagesHaveEqualBills(boolean rpm) throws IOException {
        Path first = Files.createDirectory(directory.resolve("1"));
        Path second = Files.createDirectory(directory.resolve("2"));
        BillOfMaterials one = rpm ? SampleImages.rpm(first) : SampleImages.debian(first);
        BillOfMaterials other = rpm ? SampleImages.rpm(second) : SampleImages.debian(second);

        assertThat(one.cycloneDx()).isEqualTo(other.cycloneDx()).doesNotContain(BillOfMaterials.NO_ID);
        assertThat(serialNumber(one.with(List.of()))).isEqualTo(serialNumber(one));
        assertThat(serialNumber(SampleImages.rpm(Files.createDirectory(directory.resolve("3")))))
                .isNotEqualTo(serialNumber(SampleImages.debian(Files.createDirectory(directory.resolve("4")))));
    }

    private static String serialNumber(BillOfMaterials bill) {
        String document = bill.cycloneDx();
        int start = document.indexOf("urn:uuid:");
        return document.substring(start, start + 45);
    }

    @Test
    void noSecretGetsIn() throws IOException {
        assertThat(SampleImages.debian(directory).cycloneDx()).doesNotContain(SampleImages.SECRET);
    }
}
