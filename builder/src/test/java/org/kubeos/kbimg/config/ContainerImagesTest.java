package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.kbimg.host.ContainerEngine;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.oci.registry.HostSettings;

/** What a config says about containers' images and registries. */
class ContainerImagesTest {

    private static final String REPOSITORY = "source: {repository: host}\n";

    @TempDir
    Path temp;

    private ImageConfig read(String rest) throws IOException {
        Path file = Files.writeString(temp.resolve("kbimg.yaml"), "version: v1\ndistribution: debian\n" + rest);
        return new ConfigReader(List.of("debian")).read(file, List.of());
    }

    @Test
    void destinationsAreRead() throws IOException {
        ImageDestinations upgrade = read(REPOSITORY + """
                        upgradeImage:
                          push: [registry.example.org/kubeos, 'localhost:5000/os/kubeos:v2']
                          layout: out/oci
                          dockerArchive: kubeos-image.tar
                          load: podman
                          compression: zstd
                        """).images().upgrade();

        assertThat(upgrade)
                .isEqualTo(new ImageDestinations(
                        List.of(
                                ImageReference.parse("registry.example.org/kubeos"),
                                ImageReference.parse("localhost:5000/os/kubeos:v2")),
                        Optional.of(temp.resolve("out/oci")),
                        Optional.of(temp.resolve("kubeos-image.tar")),
                        Optional.of(ContainerEngine.PODMAN),
                        Optional.empty(),
                        Compression.ZSTD));
        assertThat(read(REPOSITORY).images().upgrade()).isEqualTo(ImageDestinations.NONE);
    }

    @Test
    void registriesAreKnownByTheirHosts() throws IOException {
        Path ca = Files.writeString(temp.resolve("ca.pem"), "");

        assertThat(read(REPOSITORY + """
                        registries:
                          - {host: registry.example.org, ca: ca.pem}
                          - {host: 'localhost:5000', insecure: true}
                        """).images().registries())
                .containsEntry(
                        "registry.example.org",
                        new HostSettings(Optional.of(ca), Optional.empty(), false, HostSettings.DEFAULT_MIN_RATE))
                .containsEntry("localhost:5000", HostSettings.INSECURE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registry.example.org/kubeos:v1       | registry.example.org/kubeos:v1",
                "oci:images                           | oci:%s/images",
                "oci:images:v1                        | oci:%s/images:v1",
                "docker-archive:/x/kubeos-image.tar   | docker-archive:/x/kubeos-image.tar"
            })
    void imagesAreSources(String text, String expected) throws IOException {
        ImageConfig config = read("source: {image: '" + text + "', insecure: true}\n");

        assertThat(((Source.Image) config.source()).location()).hasToString(expected.formatted(temp));
        assertThat(config.limits()).isEqualTo(UnpackLimits.DEFAULT);
    }

    @Test
    void limitsAreSettings() throws IOException {
        String limits = "{size: 2GiB, ratio: 50, layers: 3, entries: 1000000, depth: 9, metadata: 1MiB}";
        UnpackLimits expected = new UnpackLimits(50, 3, new TarLimits(1_000_000, 9, 2L << 30, 1 << 20));

        assertThat(read("source: {image: 'oci:x', insecure: true, limits: " + limits + "}\n")
                        .limits())
                .isEqualTo(expected);
        assertThat(read("source: {repository: host, limits: " + limits + "}\n").limits())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source: {image: kubeos}                                  | not an image in a registry",
                "source: {image: registry.example.org/kubeos}             | neither a tag nor a digest",
                "source: {image: 'oci:x', repository: host}               | and an image has only one source",
                "source: {image: 'oci:x', limits: {layers: 0}}            | whole number from 1",
                "source: {image: 'oci:x'}                                 | can't be verified. Name the keys that sign it",
                "source: {image: 'r.example.org/k:v1', insecure: false}   | or pin it: NAME@sha256:…",
                "source: {image: 'oci:x', insecure: metadata}             | set true or false",
                "source: {repository: host, allowDowngrade: true}         | applies only to an image",
                "upgradeImage: {push: ['registry.example.org/a@sha256:1111111111111111111111111111111111111111111111111111111111111111']} | use a tag",
                "upgradeImage: {load: containerd}                         | podman, docker",
                "registries: [{host: a, insecure: true}, {host: a}]       | a second entry for a; the first is in line 4",
                "registries: [{host: a, clientKey: kbimg.yaml}]           | must be set together",
                "registries: [{host: a, insecure: true, ca: kbimg.yaml}]  | plain HTTP doesn't use certificates"
            })
    void mistakesAreTold(String text, String expected) {
        String rest = text.startsWith("source") ? text : REPOSITORY + text;

        assertThatThrownBy(() -> read(rest + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void revisionIsThatOfTheRootFileSystemAlone() throws IOException {
        var plain = read(REPOSITORY + "hostname: a\n").images().revision();

        assertThat(
                        read("# a comment\nhostname: 'a'\nsource: {image: 'oci:x', insecure: true}\nupgradeImage: {layout: y}\n")
                                .images()
                                .revision())
                .isEqualTo(plain);
        assertThat(read(REPOSITORY + "hostname: b\n").images().revision()).isNotEqualTo(plain);
    }
}
