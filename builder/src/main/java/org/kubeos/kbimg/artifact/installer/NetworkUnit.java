package org.kubeos.kbimg.artifact.installer;

import java.util.Optional;
import org.kubeos.kbimg.config.Ipv4Address;
import org.kubeos.kbimg.config.PxeConfig.Network;
import org.kubeos.kbimg.config.PxeConfig.StaticAddress;

/** A network configuration as a file of systemd-networkd; see systemd.network(5). */
final class NetworkUnit {

    private NetworkUnit() {}

    static String of(Network network) {
        return "[Match]\n" + match(network.interfaceName()) + "\n[Network]\n"
                + network.address().map(NetworkUnit::address).orElse("DHCP=yes\n");
    }

    /** For a message: "DHCP on enp1s0". */
    static String describe(Network network) {
        String address = network.address()
                .map(fixed -> fixed.address() + "/" + fixed.prefixLength())
                .orElse("DHCP");
        return network.interfaceName().map(name -> address + " on " + name).orElse(address);
    }

    private static String match(Optional<String> interfaceName) {
        return interfaceName
                .map(name -> (name.contains(":") ? "MACAddress=" : "Name=") + name + "\n")
                .orElse("Type=ether\nKind=!*\n");
    }

    private static String address(StaticAddress fixed) {
        var lines = new StringBuilder("Address=" + fixed.address() + "/" + fixed.prefixLength() + "\n");
        fixed.gateway()
                .ifPresent(gateway -> lines.append("Gateway=").append(gateway).append('\n'));
        for (Ipv4Address server : fixed.dns()) {
            lines.append("DNS=").append(server).append('\n');
        }
        return lines.toString();
    }
}
