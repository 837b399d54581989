package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends single requests to a host and waits for the responses. */
final class Transport implements AutoCloseable {

    private final HttpClient client;
    private final EnvironmentProxySelector proxies;
    private final RetryPolicy policy;
    private final long minRate;
    private final String userAgent;

    Transport(HostSettings host, RegistrySettings settings) throws IOException {
        this.proxies = new EnvironmentProxySelector(settings.environment());
        this.policy = settings.retryPolicy();
        this.minRate = host.minRate();
        this.userAgent = settings.application().value();
        var builder = HttpClient.newBuilder()
                // One connection per request: the failure of one doesn't affect others.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .connectTimeout(policy.connectTimeout());
        if (!host.insecure()) {
            builder.sslContext(Tls.context(host, settings.environment()));
        }
        this.client = builder.build();
    }

    RegistryResponse send(RegistryRequest request, Deadline deadline) throws IOException {
        deadline.check();
        try (var body = new RequestBody(request.body())) {
            var builder = HttpRequest.newBuilder(request.uri()).method(request.method(), body.publisher());
            request.headers().forEach(builder::setHeader);
            builder.setHeader("User-Agent", userAgent);
            proxies.authorization(request.uri()).ifPresent(value -> builder.setHeader("Proxy-Authorization", value));
            var exchange = client.sendAsync(builder.build(), BodyHandlers.ofInputStream());
            HttpResponse<InputStream> response = await(exchange, body, deadline);
            // A proxy that refuses a tunnel leaves no body.
            InputStream content = Objects.requireNonNullElseGet(response.body(), InputStream::nullInputStream);
            var answer = new IdleTimeoutInputStream(content, policy, minRate, deadline);
            return new RegistryResponse(response.statusCode(), request.uri(), response.headers(), answer);
        }
    }

    private <T> T await(CompletableFuture<T> exchange, RequestBody body, Deadline deadline) throws IOException {
        try {
            while (true) {
                deadline.check();
                Duration left = policy.idleTimeout().minus(body.idle());
                if (!left.isPositive()) {
                    throw new IdleTimeoutException(policy.idleTimeout());
                }
                try {
                    return exchange.get(Math.min(left.toNanos(), deadline.left().toNanos()), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // The loop checks which of the two it was, or whether bytes have moved since.
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while talking to a registry");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IOException(e.getCause());
            }
        } finally {
            exchange.cancel(true); // No effect on one that is done.
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
