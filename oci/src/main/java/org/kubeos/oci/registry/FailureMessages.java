package org.kubeos.oci.registry;

import java.io.IOException;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.OciException;

/**
 * Renders failures of a push or pull as messages: what went wrong, and what to try.
 *
 * @param verb "push" or "pull"
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
                "there is no host " + host() + ". Is the name right, and does this machine need a proxy (HTTPS_PROXY)?"
                        + proxy();
            case UNREACHABLE ->
                "nothing answers at " + session.authority() + ". Is the port right, and is the registry running?"
                        + proxy();
            case UNTRUSTED ->
                registry + " shows a certificate that no trusted authority has signed, or that has expired. If the"
                        + " registry's authority is your own, name the file with its certificate:"
                        + " registries: [{host: " + registry + ", ca: FILE}].";
            case WRONG_NAME ->
                registry + " shows a certificate for another name. Use the name that the certificate is for.";
            case NOT_TLS ->
                registry + " does not speak HTTPS. If plain HTTP is meant, say so in the config:"
                        + " registries: [{host: " + registry + ", insecure: true}].";
            case CLIENT_CERTIFICATE ->
                registry + " does not take the client certificate, or wants one. Name one that it takes:"
                        + " registries: [{host: " + registry + ", clientCertificate: FILE, clientKey: FILE}].";
            case REFUSED, BUSY -> refusal((UnexpectedStatusException) failure);
            case DEADLINE ->
                String.valueOf(failure.getMessage()) + lastBefore(failure)
                        + ". Try again later; what the registry already has is not sent again.";
            case SLOW ->
                String.valueOf(failure.getMessage()) + ", again and again. If the line gives no more, allow less:"
                        + " registries: [{host: " + registry + ", minRate: 100B}]." + proxy();
            case LOCAL, BROKEN ->
                "the connection to " + session.authority() + " broke again and again. Last: " + failure.getMessage()
                        + proxy();
        };
    }

    private String refusal(UnexpectedStatusException failure) throws IOException {
        return failure.getMessage() + "." + proxy() + " "
                + switch (failure.status()) {
                    case UNAUTHORIZED, FORBIDDEN ->
                        session.authorizer().describe() + ". Log in to it: skopeo login " + image.registry();
                    case NOT_FOUND ->
                        verb.equals("pull")
                                ? "Is there such a repository and such a tag? Some registries say so to users who may not see it."
                                : "Does this registry let you make the repository " + image.repository() + "?";
                    case PROXY_UNAUTHORIZED ->
                        "The proxy does not take the user and password of HTTP_PROXY or HTTPS_PROXY, or wants them.";
                    case TOO_LARGE ->
                        "The registry, or a proxy before it, limits the size of requests; its administrator can raise that.";
                    case TOO_MANY -> "The registry limits how often it may be asked. Try again later, or log in.";
                    default ->
                        FailureKind.of(failure) == FailureKind.BUSY
                                ? "That is the registry's trouble. Try again later, or ask its administrator."
                                : "The registry does not do what " + session.application() + " asks.";
                };
    }

    private static String lastBefore(IOException failure) {
        Throwable before = failure.getCause();
        return before == null ? "" : ", last: " + before.getMessage();
    }

    private String host() {
        return session.address("").getHost();
    }

    private String proxy() {
        return session.proxy()
                .map(proxy -> " It was asked through the proxy " + proxy + ".")
                .orElse("");
    }
}
