package org.kubeos.kbimg.artifact.installer;

import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.kbimg.config.Ipv4Address;
import org.kubeos.kbimg.config.PxeConfig.Network;
import org.kubeos.kbimg.config.PxeConfig.StaticAddress;

/** A network configuration as a connection of NetworkManager; see nm-settings-keyfile(5). */
final class NetworkKeyfile {

    private NetworkKeyfile() {}

    static String of(Network network) {
        String name = network.interfaceName().orElse("");
        boolean hardware = name.contains(":");
        return "[connection]\nid=kubeos\ntype=ethernet\n"
                // A connection of all interfaces may be active on several of them (3: multiple).
                + (name.isEmpty() ? "multi-connect=3\n" : "")
                + (name.isEmpty() || hardware ? "" : "interface-name=" + name + "\n")
                + (hardware ? "\n[ethernet]\nmac-address=" + name + "\n" : "")
                + "\n[ipv4]\n"
                + network.address().map(NetworkKeyfile::address).orElse("method=auto\n")
                + "\n[ipv6]\nmethod=auto\n";
    }

    private static String address(StaticAddress fixed) {
        String gateway = fixed.gateway().map(router -> "," + router).orElse("");
        return "method=manual\naddress1=" + fixed.address() + "/" + fixed.prefixLength() + gateway + "\n"
                + servers(fixed.dns());
    }

    private static String servers(List<Ipv4Address> dns) {
        return dns.isEmpty()
                ? ""
                : dns.stream().map(server -> server + ";").collect(Collectors.joining("", "dns=", "\n"));
    }
}
