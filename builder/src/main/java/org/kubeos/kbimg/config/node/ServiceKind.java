package org.kubeos.kbimg.config.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kinds of services of which a node runs one: two would contend for the same interfaces, clock, or file. */
public enum ServiceKind {
    /** Configures the network's interfaces. */
    NETWORK_MANAGER(
            "network manager",
            new Service(List.of("NetworkManager.service"), List.of("NetworkManager-wait-online.service")),
            Service.SYSTEMD_NETWORKD),
    /** Sets the clock. */
    TIME_SERVICE(
            "time service",
            new Service(List.of("chronyd.service", "chrony.service"), List.of()),
            new Service(List.of("ntpsec.service", "ntpd.service", "ntp.service"), List.of()),
            new Service(List.of("openntpd.service"), List.of()),
            new Service(List.of("systemd-timesyncd.service"), List.of())),
    /** Looks up names, for all programs that ask the name server in resolv.conf. */
    RESOLVER("resolver", Service.SYSTEMD_RESOLVED);

    private final String text;
    private final List<Service> services;

    ServiceKind(String text, Service... services) {
        this.text = text;
        this.services = List.of(services);
    }

    /**
     * One of a kind.
     *
     * @param names its unit, as one distribution or the other calls it
     * @param companions units that are of use only beside it
     */
    public record Service(List<String> names, List<String> companions) {

        public static final Service SYSTEMD_NETWORKD = new Service(List.of("systemd-networkd.service"), List.of());
        public static final Service SYSTEMD_RESOLVED = new Service(List.of("systemd-resolved.service"), List.of());

        public Service {
            names = List.copyOf(names);
            companions = List.copyOf(companions);
        }

        /** All of its units. */
        public List<String> units() {
            return Stream.concat(names.stream(), companions.stream()).toList();
        }
    }

    /** The kind's services, the preferred ones first. */
    public List<Service> services() {
        return services;
    }

    /** The service that a unit is of. */
    public Optional<Service> serviceOf(String unit) {
        return services.stream()
                .filter(service -> service.names().contains(unit))
                .findFirst();
    }

    /** In messages. */
    @Override
    public String toString() {
        return text;
    }
}
