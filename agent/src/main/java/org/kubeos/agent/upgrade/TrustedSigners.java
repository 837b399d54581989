package org.kubeos.agent.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.TrustStore;
import org.kubeos.oci.json.Json;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.TrustedKey;

/** Reads whom the running image trusts, as {@link TrustStore} describes. */
final class TrustedSigners {

    private static final int FORMAT = 1;

    private TrustedSigners() {}

    /**
     * @return empty if the image names nobody
     * @throws AgentException if it does, but that can't be read: then nobody is trusted
     */
    static Optional<TrustPolicy> of(NodeRoot root) {
        Path file = root.path("/" + TrustStore.POLICY);
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            if (json.path("format").asInt() != FORMAT) {
                throw new AgentException("Can't tell who is trusted: " + file + " has the format " + json.path("format")
                        + ", but only " + FORMAT + " is known here.");
            }
            var keys = new ArrayList<TrustedKey>();
            for (JsonNode name : json.path("keys")) {
                keys.addAll(TrustedKey.parse(Files.readString(sibling(file, name.asText()))));
            }
            var authorities = new ArrayList<X509Certificate>();
            for (JsonNode name : json.path("authorities")) {
                authorities.add(certificate(Files.readAllBytes(sibling(file, name.asText()))));
            }
            var annotations = new TreeMap<String, String>();
            json.path("annotations")
                    .properties()
                    .forEach(entry ->
                            annotations.put(entry.getKey(), entry.getValue().asText()));
            return Optional.of(
                    new TrustPolicy(keys, authorities, json.path("threshold").asInt(1), annotations));
        } catch (NoSuchFileException e) {
            if (e.getFile().equals(file.toString())) {
                return Optional.empty();
            }
            throw new AgentException(
                    "Can't tell who is trusted: " + e.getFile() + " is missing, but " + file + " names it.", e);
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new AgentException("Can't tell who is trusted: can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path sibling(Path file, String name) {
        if (name.isEmpty() || name.contains("/") || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a file beside it");
        }
        return file.resolveSibling(name);
    }

    private static X509Certificate certificate(byte[] pem) throws CertificateException {
        if (!new String(pem, StandardCharsets.ISO_8859_1).contains("BEGIN CERTIFICATE")) {
            throw new CertificateException("there is no certificate in PEM where one is expected");
        }
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }
}
