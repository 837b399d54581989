package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.kubeos.testkit.TestCertificates;

/** The texts of kubeconfig files, which hold all that they need. */
final class Kubeconfig {

    private Kubeconfig() {}

    /**
     * For a user who shows a certificate.
     *
     * @param client name of a certificate that was added to {@code certificates}
     */
    static String forClient(String server, TestCertificates certificates, String client) throws IOException {
        Path directory = certificates.directory();
        return text(
                server,
                certificates,
                "{client-certificate-data: %s, client-key-data: %s}"
                        .formatted(
                                base64(directory.resolve(client + ".crt")),
                                base64(directory.resolve(client + ".key"))));
    }

    /** For a user who shows a bearer token. */
    static String forToken(String server, TestCertificates certificates, String token) throws IOException {
        return text(server, certificates, "{token: " + token + "}");
    }

    private static String text(String server, TestCertificates certificates, String user) throws IOException {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster: {server: "%s", certificate-authority-data: %s}
                users:
                - name: test
                  user: %s
                contexts:
                - name: test
                  context: {cluster: test, user: test}
                current-context: test
                """.formatted(server, base64(certificates.authority()), user);
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
