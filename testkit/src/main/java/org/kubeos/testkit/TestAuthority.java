package org.kubeos.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority that openssl makes and nobody trusts unasked, and the one server that it vouches for. */
public final class TestAuthority {

    private static final String PASSWORD = "kbimg";

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /** @param directory an empty one */
    public static TestAuthority create(Path directory) {
        var authority = new TestAuthority(directory);
        authority.openssl("req -x509 -days 2 -subj /CN=kbimg-test-authority -keyout ca.key -out ca.pem"
                + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes");
        authority.openssl("req -x509 -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
                + " -addext basicConstraints=critical,CA:FALSE -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem"
                + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes");
        authority.openssl("pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:" + PASSWORD);
        return authority;
    }

    /** The authority's own certificate, in PEM form. */
    public Path certificate() {
        return directory.resolve("ca.pem");
    }

    /** For a server at 127.0.0.1. */
    SSLContext server() throws IOException {
        try (var in = Files.newInputStream(directory.resolve("server.p12"))) {
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

    private void openssl(String arguments) {
        Tool.run(("env -C " + directory + " openssl " + arguments).split(" ")).expectSuccess();
    }
}
