package org.kubeos.oci.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Digest;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.json.Json;

/** Fetches and stores the manifests and indexes of a repository. */
record Manifests(Session session, Retrier retrier) {

    /** In bytes; registries must accept at least this. Source: OCI Distribution Specification, "Pushing Manifests". */
    static final int MAX = 4 << 20;

    private static final String DIGEST = "Docker-Content-Digest";
    private static final String ACCEPTED = Stream.concat(MediaTypes.MANIFESTS.stream(), MediaTypes.INDEXES.stream())
            .sorted()
            .collect(Collectors.joining(", "));

    /**
     * Fetches one, and verifies its digest.
     *
     * @param name tag or digest
     */
    Blob.Document fetch(String name) throws IOException {
        try (RegistryResponse reply =
                retrier.send(RegistryRequest.get(address(name)).with("Accept", ACCEPTED))) {
            byte[] content = reply.expect(200).body().readNBytes(MAX + 1);
            if (content.length > MAX) {
                throw new UnexpectedStatusException(reply, "sent a manifest of more than " + MAX + " bytes");
            }
            String expected =
                    name.startsWith("sha256:") ? name : reply.header(DIGEST).orElse("");
            Digest actual = Digest.of(content);
            if (expected.startsWith("sha256:") && !expected.equals(actual.toString())) {
                throw new CorruptContentException(
                        "the manifest has the digest " + actual + " where " + expected + " is expected");
            }
            return Blob.Document.of(mediaType(reply, content), content);
        }
    }

    /** As {@link #fetch}; empty if the registry says that there is none. */
    Optional<Blob.Document> fetchIfThere(String name) throws IOException {
        try {
            return Optional.of(fetch(name));
        } catch (UnexpectedStatusException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether the repository has a manifest. */
    boolean has(Digest digest) throws IOException {
        RegistryRequest request =
                RegistryRequest.head(address(digest.toString())).with("Accept", ACCEPTED);
        try (RegistryResponse reply = retrier.send(request)) {
            return reply.expect(200, 404).status() == 200;
        }
    }

    /** Stores one, and checks the digest that the registry reports. */
    void put(Blob.Document manifest, String name) throws IOException {
        String mediaType = manifest.descriptor().mediaType();
        RegistryRequest request =
                RegistryRequest.of("PUT", address(name)).with(RegistryRequest.Part.total(manifest), mediaType);
        Optional<String> reported;
        try (RegistryResponse reply = retrier.send(request)) {
            reported = reply.expect(200, 201, 202).header(DIGEST);
        } catch (UnexpectedStatusException e) {
            throw e.names("MANIFEST_INVALID") || e.names("DIGEST_INVALID") ? new CorruptContentException(e) : e;
        }
        String expected = manifest.descriptor().digest().toString();
        if (reported.isPresent() && !reported.get().equals(expected)) {
            remove(reported.get());
            throw new CorruptContentException(
                    "the registry stored the manifest as " + reported.get() + " instead of " + expected);
        }
    }

    /** Removes a damaged manifest from its tag; not every registry allows that. */
    private void remove(String damaged) throws IOException {
        if (damaged.matches("sha256:[0-9a-f]{64}")) {
            retrier.send(RegistryRequest.of("DELETE", address(damaged))).close();
        }
    }

    private URI address(String name) {
        return session.address("manifests/" + name);
    }

    private static String mediaType(RegistryResponse reply, byte[] content) {
        String declared = Json.readLeniently(new String(content, StandardCharsets.UTF_8))
                .path("mediaType")
                .asText();
        return declared.isEmpty() ? reply.header("Content-Type").orElse("").replaceFirst("\\s*;.*", "") : declared;
    }
}
