package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.Images;
import org.kubeos.process.Progress;
import org.kubeos.testkit.Fault;
import org.kubeos.testkit.FaultProxy;

/** A client before a proxy that does harm. It waits shortly, and never between attempts. */
record FaultyRegistry(FaultProxy proxy, RegistryClient client) implements AutoCloseable {

    static final int CHUNK = 1 << 20;

    private static final RetryPolicy HASTY = RetryPolicy.DEFAULT
            .withSleeper(_ -> {})
            .withIdleTimeout(Duration.ofSeconds(3))
            .withTotalTimeout(Duration.ofMinutes(2));

    static FaultyRegistry before(int port, Function<FaultProxy.Request, Fault> plan) throws IOException {
        return before(port, HASTY, new Environment(Map.of()), plan);
    }

    static FaultyRegistry before(
            int port, RetryPolicy policy, Environment environment, Function<FaultProxy.Request, Fault> plan)
            throws IOException {
        FaultProxy proxy = FaultProxy.start(port, plan);
        var hosts = Map.of(proxy.host(), HostSettings.INSECURE);
        var settings = new RegistrySettings(Images.APPLICATION, hosts, policy, environment, CHUNK);
        return new FaultyRegistry(proxy, new RegistryClient(settings, Progress.SILENT));
    }

    /** As this client has to call it. */
    ImageReference reference(String name) {
        return ImageReference.parse(proxy.host() + "/" + name);
    }

    List<FaultProxy.Request> asked(String method, String path) {
        return proxy.requests().stream()
                .filter(request ->
                        request.method().equals(method) && request.path().contains(path))
                .toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        proxy.close();
    }
}
