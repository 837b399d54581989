package org.kubeos.kbimg.config.upstream;

import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/** The table {@code pxe_config} of the Rust version. */
final class PxeTranslation {

    private static final String TABLE = "pxe_config";

    private PxeTranslation() {}

    static void translate(Translator t) {
        if (!t.source().has(TABLE)) {
            return;
        }
        t.require(TABLE + ".server_ip")
                .ifPresent(server ->
                        t.require(TABLE + ".rootfs_name").ifPresent(file -> t.put("pxe.url", url(server, file))));
        t.require(TABLE + ".disk").ifPresent(disk -> t.put("pxe.disk", disk));
        if (t.source().text(TABLE + ".dhcp").filter("true"::equals).isPresent()) {
            t.source().find(TABLE + ".dhcp").ifPresent(dhcp -> t.put("pxe.network.dhcp", dhcp));
            return;
        }
        carry("net_name", "interface", t);
        carry("local_ip", "address", t);
        carry("netmask", "netmask", t);
        carry("route_ip", "gateway", t);
    }

    private static void carry(String from, String to, Translator t) {
        t.source().find(TABLE + "." + from).ifPresent(value -> t.put("pxe.network." + to, value));
    }

    private static Scalar url(Node server, Node file) {
        return new Scalar(server.span(), "http://" + UpstreamTree.text(server) + "/" + UpstreamTree.text(file), false);
    }
}
