package org.kubeos.oci.registry;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.oci.ImageReference;
import org.kubeos.process.ApplicationName;

/**
 * Sends requests for one repository to its registry: authenticates on demand and follows redirects. Credentials of the
 * registry are never sent to another host. Several threads may use it.
 */
final class Session implements AutoCloseable {

    private static final int UNAUTHORIZED = 401;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> FOLLOWING = Set.of("GET", "HEAD");
    private static final int MAX_REDIRECTS = 5;

    private final RegistrySettings settings;
    private final HostSettings host;
    private final String registry;
    private final URI base;
    private final Authorizer authorizer;
    private final Map<HostSettings, Transport> transports = new HashMap<>();
    private volatile boolean contacted;

    Session(RegistrySettings settings, ImageReference image, Authorizer.Access access, CredentialStore credentials) {
        this(settings, image, access, credentials, base(settings, image));
    }

    /** For a file that is no part of a repository. */
    Session(RegistrySettings settings, ImageReference name, URI address, CredentialStore credentials) {
        this(settings, name, Authorizer.Access.PULL, credentials, address);
    }

    private Session(
            RegistrySettings settings,
            ImageReference image,
            Authorizer.Access access,
            CredentialStore credentials,
            URI base) {
        this.settings = settings;
        this.registry = image.registry();
        this.host = settings.host(registry);
        this.base = base;
        this.authorizer = new Authorizer(
                settings.application(), image, access, credentials, this::sendPlainly, new TokenTrust(base, settings));
    }

    private static URI base(RegistrySettings settings, ImageReference image) {
        String registry = image.registry();
        String endpoint = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        boolean insecure = settings.host(registry).insecure();
        return URI.create((insecure ? "http://" : "https://") + endpoint + "/v2/" + image.repository() + "/");
    }

    /** The address of something in the repository, such as {@code manifests/v1}. */
    URI address(String path) {
        return base.resolve(path);
    }

    /** Host and port, for messages. */
    String authority() {
        return base.getAuthority();
    }

    /** The proxy that the registry is reached through, for messages. */
    Optional<String> proxy() {
        return new EnvironmentProxySelector(settings.environment()).describe(base);
    }

    ApplicationName application() {
        return settings.application();
    }

    /** Whether the registry has ever answered. */
    boolean contacted() {
        return contacted;
    }

    Authorizer authorizer() {
        return authorizer;
    }

    /** Sends a request to the registry; the response may have any status. */
    RegistryResponse send(RegistryRequest request, Deadline deadline) throws IOException {
        RegistryResponse reply = follow(request, deadline);
        if (reply.status() != UNAUTHORIZED || !answers(reply, deadline)) {
            return reply;
        }
        reply.close();
        return follow(request, deadline);
    }

    private boolean answers(RegistryResponse reply, Deadline deadline) throws IOException {
        try {
            return authorizer.answer(reply.challenges(), deadline);
        } catch (IOException | RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private RegistryResponse follow(RegistryRequest request, Deadline deadline) throws IOException {
        RegistryRequest next = request;
        for (int redirects = 0; ; redirects++) {
            RegistryResponse reply = sendPlainly(authorized(next, deadline), deadline);
            contacted = true;
            if (!REDIRECTS.contains(reply.status()) || !FOLLOWING.contains(request.method())) {
                return reply;
            }
            reply.close();
            if (redirects == MAX_REDIRECTS) {
                throw new UnexpectedStatusException(reply, "redirects " + settings.application() + " without end");
            }
            next = request.to(reply.location());
        }
    }

    private RegistryRequest authorized(RegistryRequest request, Deadline deadline) throws IOException {
        if (!isRegistry(request.uri())) {
            return request;
        }
        return authorizer
                .header(deadline)
                .map(value -> request.with("Authorization", value))
                .orElse(request);
    }

    /** Sends a request as it is, to any host. */
    private RegistryResponse sendPlainly(RegistryRequest request, Deadline deadline) throws IOException {
        return transport(request.uri()).send(request, deadline);
    }

    private synchronized Transport transport(URI target) throws IOException {
        boolean plain = !"https".equals(target.getScheme());
        HostSettings of = isRegistry(target)
                ? host
                : settings.hosts().getOrDefault(String.valueOf(target.getAuthority()), host.forOthers());
        if (target.getHost() == null || plain && !("http".equals(target.getScheme()) && of.insecure())) {
            throw new UnexpectedStatusException(registry + " redirects " + settings.application() + " to "
                    + target.getScheme() + "://" + target.getAuthority() + ", which is not HTTPS");
        }
        Transport known = transports.get(of);
        if (known == null) {
            known = new Transport(of, settings);
            transports.put(of, known);
        }
        return known;
    }

    private boolean isRegistry(URI target) {
        return base.getScheme().equals(target.getScheme())
                && base.getAuthority().equals(target.getAuthority());
    }

    @Override
    public synchronized void close() {
        transports.values().forEach(Transport::close);
    }
}
