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

/** The manifests and indexes of a repository. */
record Manifests(Session session, Operation operation) {

    /** What registries must take at least. Source: OCI Distribution Specification, "Pushing Manifests". */
    static final int LARGEST = 4 << 20;

    private static final String DIGEST = "Docker-Content-Digest";
    private static final String ACCEPTED = Stream.concat(MediaTypes.MANIFESTS.stream(), MediaTypes.INDEXES.stream())
            .sorted()
            .collect(Collectors.joining(", "));

    /**
     * Fetches one whole, and checks it against its digest.
     *
     * @param name tag or digest
     */
    Blob.Document fetch(String name) throws IOException {
        try (Reply reply = operation.send(Request.get(address(name)).with("Accept", ACCEPTED))) {
            byte[] content = reply.expect(200).body().readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new RefusedException(reply, "gives a manifest of more than " + LARGEST + " bytes");
            }
            String expected =
                    name.startsWith("sha256:") ? name : reply.header(DIGEST).orElse("");
            Digest actual = Digest.of(content);
            if (expected.startsWith("sha256:") && !expected.equals(actual.toString())) {
                throw new DamagedException(
                        "the manifest has the digest " + actual + " where " + expected + " is expected");
            }
            return Blob.Document.of(mediaType(reply, content), content);
        }
    }

    /** Whether the repository has it. */
    boolean has(Digest digest) throws IOException {
        Request request = Request.head(address(digest.toString())).with("Accept", ACCEPTED);
        try (Reply reply = operation.send(request)) {
            return reply.expect(200, 404).status() == 200;
        }
    }

    /** Stores one, and makes sure that the registry has got what was sent. */
    void put(Blob.Document manifest, String name) throws IOException {
        String mediaType = manifest.descriptor().mediaType();
        Request request = Request.of("PUT", address(name)).with(Request.Part.whole(manifest), mediaType);
        Optional<String> reported;
        try (Reply reply = operation.send(request)) {
            reported = reply.expect(200, 201, 202).header(DIGEST);
        } catch (RefusedException e) {
            throw e.names("MANIFEST_INVALID") || e.names("DIGEST_INVALID") ? new DamagedException(e) : e;
        }
        String expected = manifest.descriptor().digest().toString();
        if (reported.isPresent() && !reported.get().equals(expected)) {
            remove(reported.get());
            throw new DamagedException(
                    "the registry has stored the manifest as " + reported.get() + " instead of " + expected);
        }
    }

    /** What arrived damaged must not stay under the tag; not every registry lets it be removed. */
    private void remove(String damaged) throws IOException {
        if (damaged.matches("sha256:[0-9a-f]{64}")) {
            operation.send(Request.of("DELETE", address(damaged))).close();
        }
    }

    private URI address(String name) {
        return session.address("manifests/" + name);
    }

    private static String mediaType(Reply reply, byte[] content) {
        String declared = Json.parseLeniently(new String(content, StandardCharsets.UTF_8))
                .path("mediaType")
                .asText();
        return declared.isEmpty() ? reply.header("Content-Type").orElse("").replaceFirst("\\s*;.*", "") : declared;
    }
}
