package org.kubeos.oci.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.registry.HostSettings.ClientCertificate;

/** TLS contexts of registry hosts: trusted authorities and client certificates. */
final class Tls {

    /** Trusted certificates of Debian; Fedora and openEuler; SUSE. */
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    private Tls() {}

    /** @throws ClientConfigurationException if a file is missing or has the wrong format */
    static SSLContext context(HostSettings settings, Environment environment) throws IOException {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors(settings.ca(), environment));
            var context = SSLContext.getInstance("TLS");
            context.init(keys(settings.clientCertificate()), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ClientConfigurationException("Can't set up TLS: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ClientConfigurationException(
                    "The settings of a registry name the file " + e.getFile() + ", which doesn't exist.", e);
        }
    }

    private static KeyStore anchors(Optional<Path> extra, Environment environment)
            throws GeneralSecurityException, IOException {
        KeyStore anchors = emptyStore();
        Optional<Path> bundle = Stream.concat(environment.path("SSL_CERT_FILE").stream(), SYSTEM_BUNDLES.stream())
                .filter(Files::isReadable)
                .findFirst();
        add(bundle.isPresent() ? new PemFile(bundle.get()).certificates() : ofJava(), anchors);
        if (extra.isPresent()) {
            add(new PemFile(extra.get()).certificates(), anchors);
        }
        return anchors;
    }

    private static List<X509Certificate> ofJava() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static void add(List<X509Certificate> certificates, KeyStore anchors) throws GeneralSecurityException {
        for (X509Certificate certificate : certificates) {
            anchors.setCertificateEntry("anchor-" + anchors.size(), certificate);
        }
    }

    private static KeyManager[] keys(Optional<ClientCertificate> identity)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        if (identity.isPresent()) {
            var chain = new PemFile(identity.get().certificate()).certificates();
            PrivateKey key = new PemFile(identity.get().key())
                    .privateKey(chain.getFirst().getPublicKey().getAlgorithm());
            store.setKeyEntry("client", key, new char[0], chain.toArray(X509Certificate[]::new));
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
