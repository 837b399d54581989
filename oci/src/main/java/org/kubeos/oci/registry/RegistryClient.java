package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.OciException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * Pushes images to registries and pulls them. Content is streamed, so images of any size need little memory. Credentials are
 * those of Podman, skopeo and Docker; proxies are those of the environment.
 *
 * <p>Failures of the registry and the network are {@link OciException}s. An {@link IOException} means that a file of this
 * machine can't be read, or that the thread was interrupted.
 */
public final class RegistryClient implements AutoCloseable {

    private final RegistrySettings settings;
    private final Progress progress;
    private final CredentialStore credentials;
    private final List<Session> sessions = new ArrayList<>();

    public RegistryClient(RegistrySettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.credentials =
                new CredentialStore(settings.environment(), new ProcessRunner(settings.application(), progress));
    }

    /** The repository of an image. It is usable until this client is closed, and sends nothing before its first call. */
    public Repository repository(ImageReference image) {
        return new Repository(image, session(image, Authorizer.Access.PULL), settings.retryPolicy(), "pull");
    }

    /**
     * A file on a web server. It is usable until this client is closed, and sends nothing before its first call.
     *
     * @param address HTTPS; HTTP only if the settings of the host say so
     */
    public WebFile file(URI address) {
        var name = new ImageReference(
                address.getAuthority(), address.getPath().substring(1), Optional.empty(), Optional.empty());
        var session = new Session(settings, name, address, credentials);
        sessions.add(session);
        return new WebFile(
                address, new Retrier(session, settings.retryPolicy(), new FailureMessages("fetch", name, session)));
    }

    /**
     * Pushes an image: the content that the registry lacks, then the manifest, so that a tag never refers to an incomplete
     * image.
     *
     * @param target with a tag, or without one if the digest alone identifies the image
     * @return the image's digest
     * @throws OciException if the registry refuses the image, can't be reached, or fails for good
     */
    public Digest push(Image image, ImageReference target) throws IOException {
        return pusher(target).push(image);
    }

    /**
     * The repository of an image, to add to. It is usable until this client is closed, and sends nothing before its first
     * call.
     *
     * @param image its tag and digest have no meaning here
     */
    public ImageRepository writable(ImageReference image) {
        var bare = new ImageReference(image.registry(), image.repository(), Optional.empty(), Optional.empty());
        Session session = session(bare, Authorizer.Access.PUSH);
        var reader = new Repository(bare, session, settings.retryPolicy(), "push");
        return new ImageRepository() {
            @Override
            public Optional<Descriptor> find(String tag) throws IOException {
                return reader.find(tag);
            }

            @Override
            public InputStream open(Descriptor descriptor, long offset) throws IOException {
                return reader.open(descriptor, offset);
            }

            @Override
            public void add(Descriptor top, List<? extends Blob> blobs, String tag) throws IOException {
                new Pusher(bare.withTag(tag), session, settings, progress).push(top, blobs);
            }
        };
    }

    /**
     * Pushes an index, or another manifest with all that it refers to: layers and configs first, then the manifests by their
     * digests, the top one last.
     *
     * @param top descriptor of the manifest or index; its content is among the blobs
     * @param target with a tag, or without one if the digest alone identifies the image
     * @return the digest of {@code top}
     * @throws OciException if the registry refuses the image, can't be reached, or fails for good
     */
    public Digest push(Descriptor top, List<? extends Blob> blobs, ImageReference target) throws IOException {
        return pusher(target).push(top, blobs);
    }

    /**
     * Makes sure that a registry would take an image, by starting an upload and cancelling it.
     *
     * @throws OciException if the registry refuses the upload, can't be reached, or fails for good
     */
    public void checkPush(ImageReference target) throws IOException {
        pusher(target).check();
    }

    /**
     * Pushes an index of images for several platforms, which are read from their configs.
     *
     * @param images in the same repository as {@code target}, one for each platform, in the order of the index
     * @return the index's digest
     * @throws OciException if two images are for the same platform, or the push fails
     */
    public Digest pushIndex(List<ImageReference> images, ImageReference target) throws IOException {
        return pusher(target).pushIndex(images);
    }

    private Pusher pusher(ImageReference target) {
        if (target.digest().isPresent()) {
            throw new OciException(
                    "\"" + target + "\" can't be pushed to: a digest follows from what is pushed. Name a tag.");
        }
        return new Pusher(target, session(target, Authorizer.Access.PUSH), settings, progress);
    }

    private Session session(ImageReference image, Authorizer.Access access) {
        var session = new Session(settings, image, access, credentials);
        sessions.add(session);
        return session;
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
    }
}
