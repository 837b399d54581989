package org.kubeos.kbimg.customize;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.node.ServiceKind;
import org.kubeos.kbimg.config.node.ServiceKind.Service;
import org.kubeos.kbimg.config.node.Services;
import org.kubeos.kbimg.customize.units.UnitEnabler;

/**
 * The choice of a node's network manager, time service, and resolver, of each of which one is to run. What the config enables is
 * chosen; else what is enabled already, by the distribution or an earlier config; else what is installed.
 */
final class NodeServices {

    private final Services declared;
    private final UnitEnabler units;
    private final List<Service> chosen = new ArrayList<>();

    private NodeServices(Services declared, UnitEnabler units) {
        this.declared = declared;
        this.units = units;
    }

    /** Enables what is chosen, and disables the others of its kind. */
    static NodeServices choose(Services declared, UnitEnabler units) {
        var services = new NodeServices(declared, units);
        // The resolver depends on the network manager, which comes first.
        for (ServiceKind kind : ServiceKind.values()) {
            services.choose(kind);
        }
        return services;
    }

    /** Whether a service is to run. */
    boolean run(Service service) {
        return chosen.contains(service);
    }

    /** Whether the node has a network manager of its own. */
    boolean hasNetworkManager() {
        return ServiceKind.NETWORK_MANAGER.services().stream().anyMatch(chosen::contains);
    }

    private void choose(ServiceKind kind) {
        List<Service> running = chosenOf(kind);
        chosen.addAll(running);
        for (Service service : kind.services()) {
            if (!running.contains(service)) {
                service.units().forEach(units::disableIfPresent);
            }
        }
        // The config's own are enabled with the rest of what it enables: a file of the config may bring them.
        running.stream()
                .flatMap(service -> service.units().stream())
                .filter(unit -> !declared.enable().contains(unit))
                .filter(unit -> !isRefused(unit))
                .forEach(units::enableIfPresent);
    }

    private List<Service> chosenOf(ServiceKind kind) {
        List<Service> asked = kind.services().stream()
                .filter(service -> service.names().stream().anyMatch(declared.enable()::contains))
                .toList();
        if (!asked.isEmpty()) {
            return asked;
        }
        List<Service> usable = kind.services().stream().filter(this::isUsable).toList();
        List<Service> enabled = usable.stream()
                .filter(service -> service.names().stream().anyMatch(units::isEnabled))
                .toList();
        Stream<Service> candidates = enabled.isEmpty() && !isLeftOut(kind) ? usable.stream() : enabled.stream();
        return candidates.limit(1).toList();
    }

    /** A network manager other than systemd-networkd writes resolv.conf itself, unless it finds a resolver at work. */
    private boolean isLeftOut(ServiceKind kind) {
        return kind == ServiceKind.RESOLVER && hasNetworkManager() && !run(Service.SYSTEMD_NETWORKD);
    }

    private boolean isUsable(Service service) {
        return service.names().stream().anyMatch(units::has)
                && service.names().stream().noneMatch(this::isRefused);
    }

    private boolean isRefused(String unit) {
        return declared.disable().contains(unit) || declared.mask().contains(unit);
    }
}
