package org.kubeos.agent.upgrade;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.agent.node.AgentConfiguration;
import org.kubeos.oci.registry.Environment;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.RetryPolicy;

/**
 * What the node's configuration says about upgrades.
 *
 * @param registries what is particular to a registry, by host as in image names
 * @param mirrors where to look for the images of a registry first, by host
 * @param bandwidth most bytes per second that are fetched; 0 for no limit
 * @param allowUnsigned whether images that nobody has signed will do, on a node that trusts nobody
 * @param environment names proxies and the file with credentials
 */
public record UpgradeSettings(
        Map<String, HostSettings> registries,
        Map<String, List<String>> mirrors,
        long bandwidth,
        boolean allowUnsigned,
        Environment environment,
        RetryPolicy retryPolicy) {

    /** The file with the credentials of registries, in Docker's format. */
    public static final String CREDENTIALS = "/etc/kubeos/auth.json";

    /** @throws IllegalArgumentException if the bandwidth is below a registry's minimum rate, so that nothing can be fetched */
    public UpgradeSettings {
        registries = Map.copyOf(registries);
        mirrors = Map.copyOf(mirrors);
        if (bandwidth < 0 || bandwidth > 0 && bandwidth < HostSettings.DEFAULT_MIN_RATE) {
            throw new IllegalArgumentException("a bandwidth of " + bandwidth + " bytes per second; 0, or at least "
                    + HostSettings.DEFAULT_MIN_RATE + " is expected");
        }
    }

    /** HTTPS with the system's certificates, no limit; proxies and credentials of the node. */
    public static UpgradeSettings ofNode(Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.putIfAbsent("REGISTRY_AUTH_FILE", CREDENTIALS);
        return new UpgradeSettings(Map.of(), Map.of(), 0, false, new Environment(environment), RetryPolicy.DEFAULT);
    }

    /** The settings of the running image. */
    public static UpgradeSettings of(AgentConfiguration configuration, Map<String, String> variables) {
        Map<String, HostSettings> hosts = new HashMap<>();
        Map<String, List<String>> mirrors = new HashMap<>();
        configuration.registries().forEach((host, registry) -> {
            hosts.put(host, registry.settings());
            mirrors.put(host, registry.mirrors());
        });
        return ofNode(variables)
                .withRegistries(hosts, mirrors)
                .withBandwidth(configuration.bandwidth())
                .withAllowUnsigned(configuration.allowUnsigned());
    }

    public UpgradeSettings withRegistries(Map<String, HostSettings> hosts, Map<String, List<String>> newMirrors) {
        return new UpgradeSettings(hosts, newMirrors, bandwidth, allowUnsigned, environment, retryPolicy);
    }

    public UpgradeSettings withBandwidth(long bytesPerSecond) {
        return new UpgradeSettings(registries, mirrors, bytesPerSecond, allowUnsigned, environment, retryPolicy);
    }

    public UpgradeSettings withAllowUnsigned(boolean allow) {
        return new UpgradeSettings(registries, mirrors, bandwidth, allow, environment, retryPolicy);
    }

    public UpgradeSettings with(RetryPolicy policy) {
        return new UpgradeSettings(registries, mirrors, bandwidth, allowUnsigned, environment, policy);
    }
}
