package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;

/** Reads one image from a repository. */
public final class Repository implements ImageStore {

    private final ImageReference image;
    private final Session session;
    private final RetryPolicy retryPolicy;
    private final String verb;
    private Optional<Blob.Document> resolved = Optional.empty();
    private volatile boolean givesNoRanges;
    /** The manifests that names stood for. */
    private final Map<Digest, Blob.Document> fetched = new ConcurrentHashMap<>();

    /** @param verb what it is read for, "pull" or "push" */
    Repository(ImageReference image, Session session, RetryPolicy retryPolicy, String verb) {
        this.image = image;
        this.session = session;
        this.retryPolicy = retryPolicy;
        this.verb = verb;
    }

    /** The manifest or index. The registry is asked only once, so a tag that moves meanwhile has no effect. */
    @Override
    public Descriptor resolve() throws IOException {
        if (resolved.isEmpty()) {
            String name = image.digest()
                    .map(Digest::toString)
                    .or(image::tag)
                    .orElseThrow(() -> new OciException(
                            "\"" + image + "\" has neither a tag nor a digest. Add one, such as :v1."));
            Retrier retrier = retrier();
            resolved = Optional.of(retrier.run(
                    "asking for the manifest of " + name, _ -> new Manifests(session, retrier).fetch(name)));
            resolved.ifPresent(document -> fetched.put(document.descriptor().digest(), document));
        }
        return resolved.get().descriptor();
    }

    @Override
    public Optional<Descriptor> find(String tag) throws IOException {
        Retrier retrier = retrier();
        Optional<Blob.Document> found = retrier.run(
                "asking for the manifest of " + tag, _ -> new Manifests(session, retrier).fetchIfThere(tag));
        found.ifPresent(document -> fetched.put(document.descriptor().digest(), document));
        return found.map(Blob.Document::descriptor);
    }

    /**
     * Opens a layer, config or manifest. When the connection breaks, a new one resumes the download.
     *
     * @throws OciException here or while reading, if the download fails for good
     */
    @Override
    public InputStream open(Descriptor descriptor, long offset) throws IOException {
        Blob.Document known = fetched.get(descriptor.digest());
        if (known != null) {
            return known.open(offset);
        }
        boolean isManifest = MediaTypes.MANIFESTS.contains(descriptor.mediaType())
                || MediaTypes.INDEXES.contains(descriptor.mediaType());
        String path = (isManifest ? "manifests/" : "blobs/") + descriptor.digest();
        var download = ResumingDownload.from(offset, session.address(path), descriptor, retrier());
        download.connect();
        return download;
    }

    /** A registry need not know ranges of blobs: then it is asked only once. */
    @Override
    public Optional<InputStream> openRange(Descriptor descriptor, long offset, long length) throws IOException {
        if (givesNoRanges) {
            return Optional.empty();
        }
        URI address = session.address("blobs/" + descriptor.digest());
        var download = ResumingDownload.range(offset, offset + length, address, descriptor, retrier());
        download.connect();
        if (download.givesAll()) {
            givesNoRanges = true;
            return Optional.empty();
        }
        return Optional.of(download);
    }

    private Retrier retrier() {
        return new Retrier(session, retryPolicy, new FailureMessages(verb, image, session));
    }
}
