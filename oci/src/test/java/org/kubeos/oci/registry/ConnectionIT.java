package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.OciException;
import org.kubeos.oci.registry.HostSettings.ClientCertificate;
import org.kubeos.testkit.DockerRegistry;
import org.kubeos.testkit.Skopeo;
import org.kubeos.testkit.Tinyproxy;
import org.kubeos.testkit.Tool;

/** The ways to docker-registry, and what those are told who do not get there. */
class ConnectionIT extends AccessFixture {

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhenNamed() throws Exception {
        String host =
                opened(DockerRegistry.startWithTls(directory, certificates)).host();
        assertThat(push(host, trusting(), noCredentials()))
                .isEqualTo(image.digest().toString());
        assertThat(Skopeo.digest("docker://" + host + "/a:v1", "--tls-verify=false"))
                .isEqualTo(image.digest().toString());

        refuses(
                host,
                HostSettings.DEFAULT,
                "no trusted authority has signed",
                "registries: [{host: " + host + ", ca: ");
    }

    @Test
    void aRegistryMayAskForACertificate() throws Exception {
        String host = opened(DockerRegistry.startWithMutualTls(directory, certificates))
                .host();
        var identity = new ClientCertificate(certificates.client(), certificates.clientKey());
        var known = new HostSettings(
                Optional.of(certificates.authority()), Optional.of(identity), false, HostSettings.DEFAULT_MIN_RATE);
        assertThat(push(host, known, noCredentials())).isEqualTo(image.digest().toString());

        refuses(host, trusting(), "client certificate", "clientCertificate: FILE, clientKey: FILE");
    }

    @Test
    void keysInOtherFormsAreExplained() throws Exception {
        Path old = directory.resolve("old.key");
        Tool.run(
                        "openssl",
                        "rsa",
                        "-traditional",
                        "-in",
                        certificates.clientKey().toString(),
                        "-out",
                        old.toString())
                .expectSuccess();
        var identity = new ClientCertificate(certificates.client(), old);
        var settings = new HostSettings(Optional.empty(), Optional.of(identity), false, HostSettings.DEFAULT_MIN_RATE);
        assertThatExceptionOfType(ClientConfigurationException.class)
                .isThrownBy(() -> push("localhost:1", settings, noCredentials()))
                .withMessageContaining("openssl pkcs8 -topk8 -nocrypt");

        Path converted = directory.resolve("new.key");
        Tool.run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", old.toString(), "-out", converted.toString())
                .expectSuccess();
        assertThat(new PemFile(converted).privateKey("RSA"))
                .isEqualTo(new PemFile(certificates.clientKey()).privateKey("RSA"));
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() throws Exception {
        Tinyproxy proxy = opened(Tinyproxy.start(directory, "proxyuser", "p.ss"));
        String url = "http://proxyuser:p%2Ess@" + proxy.host();
        // This machine, by a name that is not asked for directly.
        String plain = "0.0.0.0:"
                + opened(DockerRegistry.start(directory.resolve("plain"))).port();
        String tls = "0.0.0.0:"
                + opened(DockerRegistry.startWithTls(directory.resolve("tls"), certificates))
                        .port();

        push(plain, HostSettings.INSECURE, new Environment(Map.of("http_proxy", url)));
        push(tls, trusting(), new Environment(Map.of("HTTPS_PROXY", url)));
        assertThat(proxy.log()).contains("http://" + plain + "/v2/a/manifests/v1", "CONNECT " + tls);

        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> push(
                        plain,
                        HostSettings.INSECURE,
                        new Environment(Map.of("HTTP_PROXY", "http://me:secret@" + proxy.host()))))
                .withMessageContaining("through the proxy " + proxy.host())
                .withMessageNotContaining("secret");
        var direct = Map.of("HTTP_PROXY", "http://localhost:1", "NO_PROXY", "example.org,0.0.0.0");
        push(plain, HostSettings.INSECURE, new Environment(direct));
    }

    @Test
    void whatIsNotThereIsExplained() throws Exception {
        String host = opened(DockerRegistry.start(directory)).host();
        push(host, HostSettings.INSECURE, noCredentials());
        try (var client = client(host, HostSettings.INSECURE, noCredentials())) {
            for (String name : List.of("/b:v1", "/a:v2", "/a@" + Digest.of(new byte[1]))) {
                assertThatExceptionOfType(OciException.class)
                        .isThrownBy(() -> client.repository(ImageReference.parse(host + name))
                                .resolve())
                        .withMessageContaining("Can't pull " + host + name)
                        .withMessageContaining("404 (")
                        .withMessageContaining("Do the repository and the tag exist?");
            }
        }
        refuses(host, HostSettings.DEFAULT, "does not speak HTTPS", "insecure: true");
        refuses("registry.invalid", HostSettings.DEFAULT, "there is no host registry.invalid");
        String nobody = "localhost:" + unusedPort();
        refuses(nobody, HostSettings.INSECURE, "nothing answers at " + nobody);
    }

    private static int unusedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
