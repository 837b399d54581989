package org.kubeos.kbimg.artifact.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.Ipv4Address;
import org.kubeos.kbimg.config.PxeConfig.Network;
import org.kubeos.kbimg.config.PxeConfig.StaticAddress;

/** The judge is NetworkManager itself, in PxeBootIT; these are the keys of nm-settings-keyfile(5). */
class NetworkKeyfileTest {

    // 10.0.2.77 and its neighbors.
    private static final int BASE = 0x0A000200;

    @Test
    void aStaticAddressIsOneInterfacesOwn() {
        var address = new StaticAddress(
                new Ipv4Address(BASE + 77),
                24,
                Optional.of(new Ipv4Address(BASE + 2)),
                List.of(new Ipv4Address(BASE + 3), new Ipv4Address(BASE + 4)));
        assertThat(NetworkKeyfile.of(new Network(Optional.of("ens3"), Optional.of(address), true)))
                .isEqualTo("""
                        [connection]
                        id=kubeos
                        type=ethernet
                        interface-name=ens3

                        [ipv4]
                        method=manual
                        address1=10.0.2.77/24,10.0.2.2
                        dns=10.0.2.3;10.0.2.4;

                        [ipv6]
                        method=auto
                        """);
    }

    @Test
    void anInterfaceMayBeKnownByItsHardwareAddress() {
        assertThat(NetworkKeyfile.of(new Network(Optional.of("52:54:00:12:34:56"), Optional.empty(), true)))
                .contains("[ethernet]\nmac-address=52:54:00:12:34:56\n", "[ipv4]\nmethod=auto\n")
                .doesNotContain("interface-name", "multi-connect");
    }

    @Test
    void dhcpIsForAllInterfacesAtOnceUnlessOneIsNamed() {
        assertThat(NetworkKeyfile.of(new Network(Optional.empty(), Optional.empty(), true)))
                .contains("multi-connect=3\n")
                .doesNotContain("interface-name", "[ethernet]");
    }
}
