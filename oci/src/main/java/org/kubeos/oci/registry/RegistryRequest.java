package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.Blob;

/** An HTTP request, which can be sent any number of times. */
record RegistryRequest(String method, URI uri, SortedMap<String, String> headers, Optional<Part> body) {

    static final String OCTETS = "application/octet-stream";

    /**
     * A range of a blob.
     *
     * @param offset of the first byte
     * @param length in bytes
     */
    record Part(Blob blob, long offset, long length) {

        static Part total(Blob blob) {
            return new Part(blob, 0, blob.descriptor().size());
        }

        InputStream open() throws IOException {
            return blob.open(offset);
        }
    }

    RegistryRequest {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    static RegistryRequest of(String method, URI uri) {
        return new RegistryRequest(method, uri, new TreeMap<>(), Optional.empty());
    }

    static RegistryRequest get(URI uri) {
        return of("GET", uri);
    }

    static RegistryRequest head(URI uri) {
        return of("HEAD", uri);
    }

    RegistryRequest with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new RegistryRequest(method, uri, more, body);
    }

    RegistryRequest with(Part newBody, String mediaType) {
        return new RegistryRequest(method, uri, headers, Optional.of(newBody)).with("Content-Type", mediaType);
    }

    RegistryRequest to(URI newUri) {
        return new RegistryRequest(method, newUri, headers, body);
    }
}
