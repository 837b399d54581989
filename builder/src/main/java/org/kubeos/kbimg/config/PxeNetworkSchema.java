package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.config.PxeConfig.Network;
import org.kubeos.kbimg.config.PxeConfig.StaticAddress;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The section {@code pxe.network}. */
final class PxeNetworkSchema {

    private static final Key<Boolean> DHCP = Key.optional(
                    "dhcp",
                    SourceSchema.YES_OR_NO,
                    "Whether to get the address from DHCP; the default unless `address` is set.")
            .orElse(true, "true");
    private static final Key<String> INTERFACE = Key.optional(
            "interface",
            PxeScalarTypes.INTERFACE,
            "Network interface. Required with `address`; if omitted, DHCP is tried on every wired interface.");
    private static final Key<PxeScalarTypes.Address> ADDRESS =
            Key.optional("address", PxeScalarTypes.ADDRESS, "IPv4 address of the machine.");
    private static final Key<Integer> NETMASK =
            Key.optional("netmask", PxeScalarTypes.NETMASK, "Network mask, unless the address has a prefix length.");
    private static final Key<Ipv4Address> GATEWAY = Key.optional("gateway", PxeScalarTypes.IPV4, "Default gateway.");
    private static final Key<List<Ipv4Address>> DNS = Key.optional(
                    "dns", new ListType<>("a list of IPv4 addresses", PxeScalarTypes.IPV4), "DNS servers.")
            .orElse(List.of(), "none");
    private static final Key<Boolean> PERSIST = Key.optional(
                    "persist",
                    SourceSchema.YES_OR_NO,
                    "Whether the installed system keeps this network configuration. If not, nodes use DHCP.")
            .orElse(false, "false");

    private static final List<Key<?>> OF_ADDRESS = List.of(NETMASK, GATEWAY, DNS);

    static final MappingType<Network> TYPE = new MappingType<>(
            List.of(DHCP, INTERFACE, ADDRESS, NETMASK, GATEWAY, DNS, PERSIST),
            PxeNetworkSchema::check,
            PxeNetworkSchema::network);

    private PxeNetworkSchema() {}

    private static void check(ParsedMapping values) {
        boolean dhcp = values.isGiven(DHCP) && values.find(DHCP).orElse(false);
        if (!values.isGiven(ADDRESS)) {
            OF_ADDRESS.stream()
                    .filter(values::isGiven)
                    .forEach(key -> values.report(key, "has no effect without an address"));
            if (values.isGiven(DHCP) && !dhcp) {
                values.report(DHCP, "without DHCP, an address is required");
            }
            return;
        }
        if (dhcp) {
            values.report(DHCP, "an address is also set; keep only one of the two");
        }
        if (!values.isGiven(INTERFACE)) {
            values.report(ADDRESS, "requires the key 'interface', which says where to use it");
        }
        values.find(ADDRESS).ifPresent(address -> check(address, values));
    }

    private static void check(PxeScalarTypes.Address address, ParsedMapping values) {
        if (address.prefixLength().isPresent() == values.isGiven(NETMASK)) {
            values.report(
                    ADDRESS,
                    values.isGiven(NETMASK)
                            ? "a netmask is also set; keep only one of the two"
                            : "the network is unknown: add a prefix length, such as /24, or a netmask");
            return;
        }
        prefixLength(values).ifPresent(length -> {
            if (!address.ip().isHostIn(length)) {
                values.report(ADDRESS, address.ip() + " is not a host address in a network of /" + length);
            }
            Optional<Ipv4Address> gateway = values.find(GATEWAY);
            if (gateway.filter(ip -> ip.equals(address.ip())).isPresent()) {
                values.report(GATEWAY, "this is the machine's own address");
            } else if (gateway.filter(ip -> !ip.isHostIn(length) || !ip.isInNetworkOf(address.ip(), length))
                    .isPresent()) {
                values.report(
                        GATEWAY, gateway.get() + " is not a host in the network of " + address.ip() + "/" + length);
            }
        });
    }

    private static Optional<Integer> prefixLength(ParsedMapping values) {
        return Stream.of(values.find(ADDRESS).flatMap(PxeScalarTypes.Address::prefixLength), values.find(NETMASK))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Network network(ParsedMapping values) {
        Optional<StaticAddress> address = values.find(ADDRESS)
                .map(given -> new StaticAddress(
                        given.ip(), prefixLength(values).orElseThrow(), values.find(GATEWAY), values.get(DNS)));
        return new Network(
                values.find(INTERFACE).map(name -> name.contains(":") ? name.toLowerCase(Locale.ROOT) : name),
                address,
                values.get(PERSIST));
    }
}
