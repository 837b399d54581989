package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority of the test's own, made by OpenSSL, with a certificate for this machine's names, for guests of QEMU too, and one for a client. */
public record TestCertificates(Path directory) {

    private static final String PASSWORD = "kbimg";

    public static TestCertificates create(Path directory) throws IOException {
        var certificates = new TestCertificates(Files.createDirectories(directory));
        certificates.openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority -keyout ca.key -out ca.crt");
        certificates.sign(
                "server",
                "/CN=server",
                "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:0.0.0.0,IP:10.0.2.2\nextendedKeyUsage=serverAuth\n");
        certificates.addClient("client", "/CN=client");
        return certificates;
    }

    /**
     * Adds a certificate for a client, {@code NAME.crt}, with its key, {@code NAME.key}, in PKCS #8.
     *
     * @param subject as OpenSSL takes it, such as {@code /O=group/CN=user}
     */
    public void addClient(String name, String subject) throws IOException {
        sign(name, subject, "extendedKeyUsage=clientAuth\n");
    }

    /**
     * Adds a certificate for this machine's names, {@code NAME.crt}, with its key, {@code NAME.key}.
     *
     * @param start when it begins to be valid, as OpenSSL takes it, such as {@code 20200101000000Z}
     * @param end when that ends
     */
    public void addServer(String name, String start, String end) throws IOException {
        Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        Files.writeString(directory.resolve("ca.cnf"), """
                [ca]
                default_ca = authority
                [authority]
                database = index.txt
                new_certs_dir = .
                rand_serial = yes
                unique_subject = no
                policy = any
                [any]
                commonName = supplied
                """);
        Files.writeString(directory.resolve("index.txt"), "");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr");
        openssl("ca -batch -notext -md sha256 -config ca.cnf -cert ca.crt -keyfile ca.key -in " + name
                + ".csr -startdate " + start + " -enddate " + end + " -extfile " + name + ".ext -out " + name + ".crt");
    }

    public Path authority() {
        return directory.resolve("ca.crt");
    }

    public Path authorityKey() {
        return directory.resolve("ca.key");
    }

    public Path server() {
        return directory.resolve("server.crt");
    }

    public Path serverKey() {
        return directory.resolve("server.key");
    }

    /** What a server in this process needs to have the server's certificate. */
    SSLContext serverContext() throws IOException {
        return serverContext("server");
    }

    /** What a server in this process needs to have the certificate {@code NAME.crt}. */
    public SSLContext serverContext(String name) throws IOException {
        openssl("pkcs12 -export -in " + name + ".crt -inkey " + name + ".key -out " + name + ".p12 -passout pass:"
                + PASSWORD);
        try (var in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("openssl's certificate can't be used", e);
        }
    }

    public Path client() {
        return directory.resolve("client.crt");
    }

    /** In PKCS #8. */
    public Path clientKey() {
        return directory.resolve("client.key");
    }

    private void sign(String name, String subject, String extensions) throws IOException {
        Files.writeString(directory.resolve(name + ".ext"), extensions);
        openssl("req -newkey rsa:2048 -nodes -subj " + subject + " -keyout " + name + ".key -out " + name + ".csr");
        openssl("x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile " + name
                + ".ext -out " + name + ".crt");
    }

    private void openssl(String arguments) {
        Tool.run("env", "-C", directory.toString(), "sh", "-c", "exec openssl " + arguments)
                .expectSuccess();
    }
}
