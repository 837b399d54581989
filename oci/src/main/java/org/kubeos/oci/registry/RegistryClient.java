package org.kubeos.oci.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.OciException;
import org.kubeos.process.ProcessRunner;
import org.kubeos.process.Progress;

/**
 * Pushes images to registries and reads them from there. Bodies are streamed: the size of an image does not matter to the
 * heap. Credentials are those of Podman, skopeo and Docker; proxies are those of the environment.
 *
 * <p>What fails is said in a {@link org.kubeos.oci.OciException}; an {@link IOException} is of this machine's files, or
 * tells of an interruption.
 */
public final class RegistryClient implements AutoCloseable {

    private final RegistrySettings settings;
    private final Progress progress;
    private final CredentialStore credentials;
    private final List<Session> sessions = new ArrayList<>();

    public RegistryClient(RegistrySettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
        this.credentials = new CredentialStore(settings.environment(), new ProcessRunner(progress));
    }

    /** The repository that holds an image; it lives as long as this client, and asks nothing before its first call. */
    public Repository repository(ImageReference image) {
        return new Repository(image, session(image, Authorizer.Access.PULL), settings.patience());
    }

    /**
     * Pushes an image: first what the registry lacks of its content, the manifest last, so that the tag never stands for half
     * an image.
     *
     * @param target with a tag, or without one where only the digest shall name it
     * @return the digest that the registry now has it under
     */
    public Digest push(Image image, ImageReference target) throws IOException {
        return push(target).image(image);
    }

    /**
     * Makes an index of images for several platforms and pushes it. Their platforms are read from their configs.
     *
     * @param images in the same repository as {@code target}, one for each platform, in the order that the index gets
     */
    public Digest pushIndex(List<ImageReference> images, ImageReference target) throws IOException {
        return push(target).index(images);
    }

    private Push push(ImageReference target) {
        if (target.digest().isPresent()) {
            throw new OciException(
                    "\"" + target + "\" can't be pushed to: a digest follows from what is pushed. Name a tag.");
        }
        return new Push(target, session(target, Authorizer.Access.PUSH), settings, progress);
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
