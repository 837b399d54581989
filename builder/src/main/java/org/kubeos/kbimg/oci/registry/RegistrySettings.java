package org.kubeos.kbimg.oci.registry;

import java.util.HashMap;
import java.util.Map;

/**
 * How registries are reached.
 *
 * @param hosts what is particular to a host, by its name as references have it, with the port where they have one
 */
public record RegistrySettings(Map<String, HostSettings> hosts, Patience patience, Environment environment) {

    public RegistrySettings {
        hosts = Map.copyOf(hosts);
    }

    /** What this user's environment says, and nothing particular to any host. */
    public static RegistrySettings ofUser() {
        return new RegistrySettings(Map.of(), Patience.DEFAULT, Environment.ofProcess());
    }

    public RegistrySettings with(String host, HostSettings settings) {
        var more = new HashMap<>(hosts);
        more.put(host, settings);
        return new RegistrySettings(more, patience, environment);
    }

    public RegistrySettings with(Patience newPatience) {
        return new RegistrySettings(hosts, newPatience, environment);
    }

    HostSettings host(String registry) {
        return hosts.getOrDefault(registry, HostSettings.DEFAULT);
    }
}
