package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.oci.OciException;
import org.kubeos.process.Progress;
import org.kubeos.testkit.TestCertificates;

/** A node's clock may be wrong, and then it finds good certificates expired or too young. */
class CertificateTimeTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "20200101000000Z, 20200201000000Z, has expired (NotAfter:, 2020",
        "22000115000000Z, 22000201000000Z, isn't valid yet (NotBefore:, 2200"
    })
    void namesTheClockBesideTheTimeThatACertificateIsFor(String start, String end, String problem, String year)
            throws IOException {
        TestCertificates certificates = TestCertificates.create(directory);
        certificates.addServer("old", start, end);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext("old")));
        server.start();
        String host = "127.0.0.1:" + server.getAddress().getPort();
        var settings = new HostSettings(
                Optional.of(certificates.authority()), Optional.empty(), false, HostSettings.DEFAULT_MIN_RATE);
        var registries = new RegistrySettings(
                Images.APPLICATION,
                Map.of(host, settings),
                RetryPolicy.DEFAULT.withSleeper(_ -> {}),
                new Environment(Map.of()),
                FaultyRegistry.CHUNK);
        try (var client = new RegistryClient(registries, Progress.SILENT)) {
            assertThatExceptionOfType(OciException.class)
                    .isThrownBy(() -> client.repository(ImageReference.parse(host + "/kubeos:v2"))
                            .resolve())
                    .withMessageContaining("Can't pull " + host + "/kubeos:v2")
                    .withMessageContaining(host + " presents a certificate that " + problem)
                    .withMessageContaining(year + "), and this machine's clock says 2")
                    .withMessageContaining("If the clock is wrong, set it");
        } finally {
            server.stop(0);
        }
    }
}
