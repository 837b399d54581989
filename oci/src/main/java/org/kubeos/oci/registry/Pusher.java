package org.kubeos.oci.registry;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.process.Progress;

/** Pushes one image or index. */
final class Pusher {

    private static final long MEGABYTE = 1_000_000;

    private final ImageReference target;
    private final Session session;
    private final Progress progress;
    private final int chunk;
    private final Retrier retrier;

    Pusher(ImageReference target, Session session, RegistrySettings settings, Progress progress) {
        this.target = target;
        this.session = session;
        this.progress = progress;
        this.chunk = settings.chunk();
        this.retrier = new Retrier(session, settings.retryPolicy(), new FailureMessages("push", target, session));
    }

    /** Starts an upload and cancels it. */
    void check() throws IOException {
        URI upload = retrier.run("starting an upload", _ -> {
            RegistryRequest request = RegistryRequest.of("POST", session.address("blobs/uploads/"));
            try (RegistryResponse reply = retrier.send(request)) {
                reply.expect(202);
                return reply.location();
            }
        });
        try (RegistryResponse reply = retrier.send(RegistryRequest.of("DELETE", upload))) {
            reply.expect(204);
        } catch (IOException e) {
            // Not all registries can cancel one; then it is forgotten after some time.
            if (FailureKind.of(e) == FailureKind.LOCAL) {
                throw e;
            }
        }
    }

    Digest push(Image image) throws IOException {
        for (Blob blob : image.blobs()) {
            upload(blob);
        }
        return manifest(image.manifest());
    }

    /** Layers and configs come first, then the manifests by their digests, and {@code top} under the tag. */
    Digest push(Descriptor top, List<? extends Blob> blobs) throws IOException {
        var manifests = new ArrayList<Blob.Document>();
        for (Blob blob : blobs) {
            if (isManifest(blob)) {
                manifests.add(document(blob));
            } else {
                upload(blob);
            }
        }
        Blob.Document last = manifests.stream()
                .filter(manifest -> manifest.descriptor().digest().equals(top.digest()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no content for " + top.digest()));
        for (Blob.Document manifest : manifests) {
            if (!manifest.descriptor().digest().equals(top.digest())) {
                manifest(manifest, manifest.descriptor().digest().toString());
            }
        }
        return manifest(last);
    }

    private static boolean isManifest(Blob blob) {
        String mediaType = blob.descriptor().mediaType();
        return MediaTypes.MANIFESTS.contains(mediaType) || MediaTypes.INDEXES.contains(mediaType);
    }

    private static Blob.Document document(Blob blob) throws IOException {
        if (blob instanceof Blob.Document document) {
            return document;
        }
        Descriptor descriptor = blob.descriptor();
        if (descriptor.size() > Manifests.MAX) {
            throw new OciException("Can't push the manifest " + descriptor.digest() + ": it has " + descriptor.size()
                    + " bytes, and registries accept " + Manifests.MAX + ".");
        }
        try (var in = new VerifiedContent(blob.open(0), descriptor, "The source of the image")) {
            return Blob.Document.of(descriptor.mediaType(), in.readAllBytes());
        }
    }

    Digest pushIndex(List<ImageReference> images) throws IOException {
        return manifest(new IndexBuilder(target, session, retrier).of(images));
    }

    private void upload(Blob blob) throws IOException {
        long size = blob.descriptor().size();
        var upload = new BlobUpload(
                blob,
                chunk,
                session,
                retrier,
                sent -> progress.detail(sent / MEGABYTE + " of " + size / MEGABYTE + " MB to " + target.registry()));
        retrier.run("uploading " + blob.descriptor().digest() + " (" + size + " bytes)", upload::attempt);
    }

    private Digest manifest(Blob.Document manifest) throws IOException {
        Digest digest = manifest.descriptor().digest();
        return manifest(manifest, target.tag().orElse(digest.toString()));
    }

    private Digest manifest(Blob.Document manifest, String name) throws IOException {
        Digest digest = manifest.descriptor().digest();
        retrier.run("storing the manifest", _ -> {
            new Manifests(session, retrier).put(manifest, name);
            return digest;
        });
        return digest;
    }
}
