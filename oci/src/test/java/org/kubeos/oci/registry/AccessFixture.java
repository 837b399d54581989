package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.oci.OciException;
import org.kubeos.process.Progress;
import org.kubeos.testkit.TestCertificates;

/** Registries and clients of a test, with a directory of its own, and an image to push. */
abstract class AccessFixture {

    static final String USER = "builder";
    static final String PASSWORD = "pass:word é";

    @TempDir
    private static Path shared;

    static TestCertificates certificates;
    static Image image;

    final List<AutoCloseable> open = new ArrayList<>();
    Path directory;

    @BeforeAll
    static void prepare() throws IOException {
        certificates = TestCertificates.create(shared.resolve("certificates"));
        image = TestImage.create(shared, 5, 3 * FaultyRegistry.CHUNK, 1000);
    }

    @BeforeEach
    void makeDirectory(TestInfo test) throws IOException {
        directory = Files.createDirectory(
                shared.resolve(test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    String push(String host, HostSettings settings, Environment environment) throws IOException {
        try (var client = client(host, settings, environment)) {
            return client.push(image, reference(host)).toString();
        }
    }

    void refuses(String host, HostSettings settings, String... words) {
        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> push(host, settings, noCredentials()))
                .satisfies(e -> assertThat(e.getMessage())
                        .startsWith("Can't push " + host + "/a:v1: uploading ")
                        .contains(words));
    }

    static RegistryClient client(String host, HostSettings settings, Environment environment) {
        RetryPolicy policy = RetryPolicy.DEFAULT.withSleeper(_ -> {});
        return new RegistryClient(
                new RegistrySettings(
                        Images.APPLICATION, Map.of(host, settings), policy, environment, FaultyRegistry.CHUNK),
                Progress.SILENT);
    }

    HostSettings trusting() {
        return new HostSettings(
                Optional.of(certificates.authority()), Optional.empty(), false, HostSettings.DEFAULT_MIN_RATE);
    }

    Environment noCredentials() {
        return new Environment(Map.of("HOME", directory.resolve("nobody").toString()));
    }

    Environment credentials(String host, String userAndPassword) throws IOException {
        String auth = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        Path file = Files.writeString(
                directory.resolve("auth.json"), "{\"auths\": {\"" + host + "\": {\"auth\": \"" + auth + "\"}}}");
        return new Environment(Map.of("REGISTRY_AUTH_FILE", file.toString()));
    }

    static ImageReference reference(String host) {
        return ImageReference.parse(host + "/a:v1");
    }

    <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }
}
