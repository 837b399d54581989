package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Kinds of failures that are retried or explained differently. */
enum FailureKind {
    /** Neither the registry's nor the network's: the user interrupts, or a file of this machine can't be read. */
    LOCAL,
    DEADLINE,
    UNKNOWN_HOST,
    /** The connection is refused or times out. */
    UNREACHABLE,
    UNTRUSTED,
    /** The registry's certificate, or one above it, has expired or isn't valid yet, by this machine's clock. */
    WRONG_TIME,
    WRONG_NAME,
    NOT_TLS,
    CLIENT_CERTIFICATE,
    REFUSED,
    /** A status that may change: the registry is overloaded or down. */
    BUSY,
    /** The transfer is below the minimum rate. */
    SLOW,
    BROKEN;

    /** Request timeout, too early, too many requests, and server errors. Source: RFC 9110, 15; RFC 8470; RFC 6585. */
    private static final Set<Integer> BUSY_STATUSES = Set.of(408, 425, 429, 500, 502, 503, 504);

    static FailureKind of(IOException failure) {
        return switch (failure) {
            case UnexpectedStatusException refused -> BUSY_STATUSES.contains(refused.status()) ? BUSY : REFUSED;
            case Deadline.PassedException _ -> DEADLINE;
            case SlowTransferException _ -> SLOW;
            case InterruptedIOException _ -> LOCAL;
            default -> ofNetwork(failure);
        };
    }

    private static FailureKind ofNetwork(IOException failure) {
        if (cause(failure, FileSystemException.class).isPresent()) {
            return LOCAL;
        }
        if (cause(failure, UnresolvedAddressException.class).isPresent()
                || cause(failure, UnknownHostException.class).isPresent()) {
            return UNKNOWN_HOST;
        }
        if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
            return UNREACHABLE;
        }
        return cause(failure, SSLException.class).isPresent() ? ofTls(failure) : BROKEN;
    }

    private static FailureKind ofTls(IOException failure) {
        if (cause(failure, CertificateExpiredException.class).isPresent()
                || cause(failure, CertificateNotYetValidException.class).isPresent()) {
            return WRONG_TIME;
        }
        if (cause(failure, CertPathBuilderException.class).isPresent()
                || cause(failure, CertPathValidatorException.class).isPresent()) {
            return UNTRUSTED;
        }
        if (cause(failure, CertificateException.class).isPresent()) {
            return WRONG_NAME;
        }
        String message = String.valueOf(failure.getMessage());
        if (message.matches("(?is).*unrecognized SSL message.*")) {
            return NOT_TLS;
        }
        return message.matches("(?s).*(bad_certificate|certificate_required|handshake_failure|unknown_ca).*")
                ? CLIENT_CERTIFICATE
                : BROKEN;
    }

    /** Whether a retry may succeed. */
    boolean mayPass() {
        return this == BUSY || this == SLOW || this == BROKEN || this == UNREACHABLE;
    }

    static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, one -> one != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
