package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.Blob;

/** What to ask a server; it can be sent any number of times. */
record Request(String method, URI uri, SortedMap<String, String> headers, Optional<Part> body) {

    static final String OCTETS = "application/octet-stream";

    /**
     * Consecutive bytes of a blob.
     *
     * @param offset of the first one
     */
    record Part(Blob blob, long offset, long length) {

        static Part whole(Blob blob) {
            return new Part(blob, 0, blob.descriptor().size());
        }

        InputStream open() throws IOException {
            return blob.open(offset);
        }
    }

    Request {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    static Request of(String method, URI uri) {
        return new Request(method, uri, new TreeMap<>(), Optional.empty());
    }

    static Request get(URI uri) {
        return of("GET", uri);
    }

    static Request head(URI uri) {
        return of("HEAD", uri);
    }

    Request with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Request(method, uri, more, body);
    }

    Request with(Part newBody, String mediaType) {
        return new Request(method, uri, headers, Optional.of(newBody)).with("Content-Type", mediaType);
    }

    Request to(URI newUri) {
        return new Request(method, newUri, headers, body);
    }
}
