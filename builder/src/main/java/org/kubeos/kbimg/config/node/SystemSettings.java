package org.kubeos.kbimg.config.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the running system.
 *
 * @param timezone name in the tz database
 * @param kernelModules loaded at boot
 */
public record SystemSettings(
        Optional<String> timezone,
        Optional<String> locale,
        Dns dns,
        Map<String, String> sysctl,
        List<String> kernelModules) {

    public SystemSettings {
        sysctl = new LinkedHashMap<>(sysctl);
        kernelModules = List.copyOf(kernelModules);
    }

    /**
     * @param servers numeric addresses
     * @param search domains that are tried behind a short name
     */
    public record Dns(List<String> servers, List<String> search) {
        public Dns {
            servers = List.copyOf(servers);
            search = List.copyOf(search);
        }
    }
}
