package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;

/** A file on a web server, fetched as the content of a registry is: with retries, and resumed when the connection breaks. */
public final class WebFile {

    private static final String MEDIA_TYPE = "application/octet-stream";

    private final URI address;
    private final Retrier retrier;

    WebFile(URI address, Retrier retrier) {
        this.address = address;
        this.retrier = retrier;
    }

    /**
     * Asks for the file's size.
     *
     * @param digest that it is expected to have
     * @throws OciException if there is no such file, or the server doesn't say its size
     */
    public Descriptor describe(Digest digest) throws IOException {
        long size = retrier.run("asking for its size", _ -> size());
        return new Descriptor(MEDIA_TYPE, digest, size);
    }

    private long size() throws IOException {
        try (RegistryResponse reply =
                retrier.send(RegistryRequest.head(address)).expect(200)) {
            return reply.header("Content-Length")
                    .filter(length -> length.matches("\\d{1,18}"))
                    .map(Long::valueOf)
                    .orElseThrow(() -> new UnexpectedStatusException(reply, "doesn't say how large the file is"));
        }
    }

    /**
     * Opens the content, unverified.
     *
     * @param file as {@link #describe} gives it
     */
    public InputStream open(Descriptor file) throws IOException {
        var download = ResumingDownload.from(0, address, file, retrier);
        download.connect();
        return download;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
