package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.config.Source.Repositories;

/**
 * An installation from the network.
 *
 * @param url where the machines find {@code kubeos.tar}
 * @param ca CA certificates for an https server; empty: those that the distribution trusts
 * @param wipe whether a disk with foreign data is overwritten
 * @param keepPersist whether PERSIST of an earlier KubeOS stays as it is
 * @param repository where the installer itself comes from; empty: where the root file system comes from
 * @param packages of the installer, beyond what it needs to run
 */
public record PxeConfig(
        String url,
        Optional<Path> ca,
        DiskRule disk,
        boolean wipe,
        boolean keepPersist,
        OnFailure onFailure,
        Network network,
        Optional<Repositories> repository,
        List<String> packages) {

    public PxeConfig {
        packages = List.copyOf(packages);
    }

    /** Which disk to install to. */
    public sealed interface DiskRule {

        /** As the config has it. */
        String text();

        /** @param text an absolute path below {@code /dev}, perhaps a symbolic link */
        record ByPath(String text) implements DiskRule {}

        /**
         * @param smallest whether to take the smallest of the matching disks; otherwise, there must be only one
         * @param over that a disk must have more than; 0 for any
         * @param serial shell pattern of its serial number
         * @param model shell pattern of its model's name
         */
        record ByProperties(String text, boolean smallest, DataSize over, String serial, String model)
                implements DiskRule {}
    }

    /** The action of a machine after a failure. */
    public enum OnFailure {
        REBOOT,
        SHELL,
        POWEROFF
    }

    /**
     * @param interfaceName name or MAC address, in lower case; empty: every wired one
     * @param address empty: by DHCP
     * @param persist whether the installed system keeps this configuration
     */
    public record Network(Optional<String> interfaceName, Optional<StaticAddress> address, boolean persist) {}

    /** @param prefixLength bits of the network */
    public record StaticAddress(
            Ipv4Address address, int prefixLength, Optional<Ipv4Address> gateway, List<Ipv4Address> dns) {

        public StaticAddress {
            dns = List.copyOf(dns);
        }
    }
}
