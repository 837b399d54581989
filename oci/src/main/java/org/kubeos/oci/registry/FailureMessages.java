package org.kubeos.oci.registry;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.OciException;

/**
 * Renders failures of a push or pull as messages: what went wrong, and what to try.
 *
 * @param verb "push", "pull", or "fetch"
 */
record FailureMessages(String verb, ImageReference image, Session session) {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PROXY_UNAUTHORIZED = 407;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;

    /** @param what the step that failed, such as "storing the manifest" */
    OciException explain(String what, IOException failure) throws IOException {
        return new OciException("Can't " + verb + " " + image + ": " + what + " failed: " + reason(failure), failure);
    }

    private String reason(IOException failure) throws IOException {
        String registry = image.registry();
        return switch (FailureKind.of(failure)) {
            case UNKNOWN_HOST ->
                "there is no host " + host() + ". Is the name right? Does this machine need a proxy (HTTPS_PROXY)?"
                        + proxy();
            case UNREACHABLE ->
                "nothing answers at " + session.authority() + ". Is the port right? Is the registry running?" + proxy();
            case UNTRUSTED ->
                registry + " presents a certificate that no trusted authority has signed. If you run"
                        + " your own authority, name the file with its certificate:"
                        + " registries: [{host: " + registry + ", ca: FILE}].";
            case WRONG_TIME ->
                registry + " presents a certificate that " + validity(failure) + ", and this machine's clock says "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                        + ". If the clock is wrong, set it; otherwise the registry's administrator must renew the"
                        + " certificate.";
            case WRONG_NAME ->
                registry + " presents a certificate for another name. Use the name that the certificate is for.";
            case NOT_TLS ->
                registry + " does not speak HTTPS. To use plain HTTP, say so in the config:" + " registries: [{host: "
                        + registry + ", insecure: true}].";
            case CLIENT_CERTIFICATE ->
                registry + " requires a client certificate that it accepts. Name one:" + " registries: [{host: "
                        + registry + ", clientCertificate: FILE, clientKey: FILE}].";
            case REFUSED, BUSY -> refusal((UnexpectedStatusException) failure);
            case DEADLINE ->
                String.valueOf(failure.getMessage()) + lastBefore(failure)
                        + ". Try again later. What the registry already has is not sent again.";
            case SLOW ->
                String.valueOf(failure.getMessage()) + ", again and again. If the network is that slow, allow less:"
                        + " registries: [{host: " + registry + ", minRate: 100B}]." + proxy();
            case LOCAL, BROKEN ->
                "the connection to " + session.authority() + " broke again and again. The last error: "
                        + failure.getMessage() + proxy();
        };
    }

    private String refusal(UnexpectedStatusException failure) throws IOException {
        return failure.getMessage() + "." + proxy() + " "
                + switch (failure.status()) {
                    case UNAUTHORIZED, FORBIDDEN ->
                        session.authorizer().describe() + ". Log in: skopeo login " + image.registry();
                    case NOT_FOUND ->
                        switch (verb) {
                            case "fetch" -> "Is the address right?";
                            case "pull" ->
                                "Do the repository and the tag exist? Some registries answer like this to users without access.";
                            default -> "Does this registry let you create the repository " + image.repository() + "?";
                        };
                    case PROXY_UNAUTHORIZED ->
                        "The proxy requires a user and a password that it accepts. Put them into HTTP_PROXY or HTTPS_PROXY.";
                    case TOO_LARGE ->
                        "The registry, or a proxy in front of it, limits the size of requests. Its administrator can raise the limit.";
                    case TOO_MANY -> "The registry limits the rate of requests. Try again later, or log in.";
                    default ->
                        FailureKind.of(failure) == FailureKind.BUSY
                                ? "This is a problem of the registry. Try again later, or ask its administrator."
                                : "The registry does not support what " + session.application() + " asks for.";
                };
    }

    /** Java's messages are {@code NotAfter: DATE} and {@code NotBefore: DATE}. */
    private static String validity(IOException failure) {
        return FailureKind.cause(failure, CertificateExpiredException.class)
                .map(expired -> "has expired (" + expired.getMessage() + ")")
                .or(() -> FailureKind.cause(failure, CertificateNotYetValidException.class)
                        .map(early -> "isn't valid yet (" + early.getMessage() + ")"))
                .orElseThrow();
    }

    private static String lastBefore(IOException failure) {
        Throwable before = failure.getCause();
        return before == null ? "" : "; the last error: " + before.getMessage();
    }

    private String host() {
        return session.address("").getHost();
    }

    private String proxy() {
        return session.proxy()
                .map(proxy -> " The request went through the proxy " + proxy + ".")
                .orElse("");
    }
}
