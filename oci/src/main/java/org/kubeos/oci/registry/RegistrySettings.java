package org.kubeos.oci.registry;

import java.util.HashMap;
import java.util.Map;
import org.kubeos.process.ApplicationName;

/**
 * Settings of the registry client.
 *
 * @param application the client, as it names itself to servers and in messages
 * @param hosts settings by host, named as in references: with the port if it has one
 * @param chunk maximum bytes per request of a push, which is all that a failure costs if the registry keeps the rest
 */
public record RegistrySettings(
        ApplicationName application,
        Map<String, HostSettings> hosts,
        RetryPolicy retryPolicy,
        Environment environment,
        int chunk) {

    private static final int DEFAULT_CHUNK = 32 << 20;

    public RegistrySettings {
        if (chunk <= 0) {
            throw new IllegalArgumentException("chunks of " + chunk + " bytes");
        }
        hosts = Map.copyOf(hosts);
    }

    /** The defaults, with the environment of this process. */
    public static RegistrySettings ofUser(ApplicationName application) {
        return new RegistrySettings(application, Map.of(), RetryPolicy.DEFAULT, Environment.ofProcess(), DEFAULT_CHUNK);
    }

    public RegistrySettings with(String host, HostSettings settings) {
        var more = new HashMap<>(hosts);
        more.put(host, settings);
        return new RegistrySettings(application, more, retryPolicy, environment, chunk);
    }

    public RegistrySettings with(RetryPolicy newPolicy) {
        return new RegistrySettings(application, hosts, newPolicy, environment, chunk);
    }

    public RegistrySettings with(Environment newEnvironment) {
        return new RegistrySettings(application, hosts, retryPolicy, newEnvironment, chunk);
    }

    HostSettings host(String registry) {
        return hosts.getOrDefault(registry, HostSettings.DEFAULT);
    }
}
