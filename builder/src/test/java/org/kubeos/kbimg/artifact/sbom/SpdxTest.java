package org.kubeos.kbimg.artifact.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spdx.core.InvalidSPDXAnalysisException;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.Checksum;
import org.spdx.library.model.v2.Relationship;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.library.model.v2.SpdxElement;
import org.spdx.library.model.v2.SpdxPackage;
import org.spdx.library.model.v2.enumerations.Purpose;
import org.spdx.storage.simple.InMemSpdxStore;

/** Judged by the library of the format's authors: what it reads, and what it finds wrong. */
class SpdxTest {

    @TempDir
    Path directory;

    @BeforeAll
    static void useListOfLicensesInTheJar() {
        System.setProperty("SPDXParser.OnlyUseLocalLicenses", "true");
        System.setProperty("org.spdx.useJARLicenseInfoOnly", "true");
        SpdxModelFactory.init();
    }

    private static SpdxDocument parse(String text) throws IOException, InvalidSPDXAnalysisException {
        var store = new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON_PRETTY);
        SpdxDocument document =
                store.deSerialize(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), false);
        assertThat(document.verify()).isEmpty();
        return document;
    }

    private static Map<String, SpdxPackage> contents(SpdxDocument document) throws InvalidSPDXAnalysisException {
        SpdxElement product = document.getDocumentDescribes().iterator().next();
        var contents = new TreeMap<String, SpdxPackage>();
        for (Relationship relationship : product.getRelationships()) {
            var part = (SpdxPackage) relationship.getRelatedSpdxElement().orElseThrow();
            contents.put(part.getName().orElseThrow(), part);
        }
        return contents;
    }

    private static List<String> checksums(SpdxPackage part) throws InvalidSPDXAnalysisException {
        return part.getChecksums().stream().map(SpdxTest::text).toList();
    }

    private static String text(Checksum checksum) {
        try {
            return checksum.getAlgorithm() + " " + checksum.getValue();
        } catch (InvalidSPDXAnalysisException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void packagesOfDebian() throws IOException, InvalidSPDXAnalysisException {
        SpdxDocument document = parse(SampleImages.debian(directory).spdx());

        Map<String, SpdxPackage> contents = contents(document);
        assertThat(contents)
                .containsOnlyKeys(
                        "dash",
                        "debianutils",
                        "gawk",
                        "libc6",
                        "/etc/localtime",
                        "/etc/motd",
                        "/etc/shadow",
                        "/root/key");
        SpdxPackage dash = contents.get("dash");
        assertThat(dash.getVersionInfo()).contains("0.5.12-2");
        assertThat(dash.getSupplier()).contains("Organization: Andrej Shadura (andrewsh@debian.org)");
        assertThat(dash.getDownloadLocation()).contains("http://mirror.example.org/pool/dash.deb");
        assertThat(checksums(dash)).containsExactly("SHA256 " + "1".repeat(64));
        assertThat(dash.getLicenseDeclared().toString())
                .isIn("(BSD-3-Clause OR GPL-2.0-or-later)", "(GPL-2.0-or-later OR BSD-3-Clause)");
        assertThat(dash.getExternalRefs())
                .singleElement()
                .satisfies(reference -> assertThat(reference.getReferenceLocator())
                        .isEqualTo("pkg:deb/debian/dash@0.5.12-2?arch=amd64&distro=debian-12"));
        assertThat(dash.getRelationships())
                .extracting(relationship -> relationship
                        .getRelatedSpdxElement()
                        .orElseThrow()
                        .getName()
                        .orElseThrow())
                .containsExactlyInAnyOrder("debianutils", "libc6");
        SpdxPackage gawk = contents.get("gawk");
        assertThat(gawk.getLicenseDeclared().toString()).isEqualTo("NOASSERTION");
        assertThat(gawk.getLicenseComments()).contains("public-domain; see /usr/share/doc/gawk/copyright");
        assertThat(contents.get("libc6").getSourceInfo()).contains("built from the source package glibc 2.36-9");
        assertThat(contents.get("debianutils").getSupplier()).contains("Organization: A team without an address");
    }

    @Test
    void aContainerWithWhatWasAddedToItsPackages() throws IOException, InvalidSPDXAnalysisException {
        SpdxDocument document = parse(SampleImages.container(directory).spdx());

        var product = (SpdxPackage) document.getDocumentDescribes().iterator().next();
        assertThat(product.getPrimaryPurpose()).contains(Purpose.CONTAINER);
        assertThat(product.getName()).contains("kubeos-admin");
        assertThat(contents(document)).containsOnlyKeys("dash", "debianutils", "gawk", "libc6", "/usr/bin/hostshell");
    }

    @Test
    void packagesOfRpm() throws IOException, InvalidSPDXAnalysisException {
        Map<String, SpdxPackage> contents =
                contents(parse(SampleImages.rpm(directory).spdx()));

        assertThat(contents).containsOnlyKeys("bash", "bind-libs");
        assertThat(contents.get("bash").getLicenseDeclared().toString()).isEqualTo("GPL-3.0-or-later");
        assertThat(checksums(contents.get("bind-libs"))).containsExactly("SHA256 " + "5".repeat(64));
    }

    @Test
    void aDigestIsGivenOfWhatEveryoneMayRead() throws IOException, InvalidSPDXAnalysisException {
        Map<String, SpdxPackage> contents =
                contents(parse(SampleImages.debian(directory).spdx()));

        assertThat(checksums(contents.get("/etc/motd")))
                .containsExactly("SHA256 66a045b452102c59d840ec097d59d9467e13a3f34f6494e539ffd32c1bb35f18");
        for (String hidden : List.of("/etc/shadow", "/root/key", "/etc/localtime")) {
            assertThat(contents.get(hidden).getChecksums()).isEmpty();
        }
        assertThat(contents.get("/etc/localtime").getComment())
                .contains("mode 0777, owner 0:0, link to ../usr/share/zoneinfo/UTC");
    }

    @Test
    void equalImagesHaveEqualBillsWithoutSecrets() throws IOException {
        String one = SampleImages.debian(Files.createDirectory(directory.resolve("1")))
                .spdx();
        String other = SampleImages.debian(Files.createDirectory(directory.resolve("2")))
                .spdx();

        assertThat(one).isEqualTo(other).doesNotContain(BillOfMaterials.NO_ID, SampleImages.SECRET);
    }
}
