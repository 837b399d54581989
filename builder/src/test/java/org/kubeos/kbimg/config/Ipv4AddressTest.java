package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4AddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.168.1.50", "255.255.255.255", "10.0.2.2"})
    void textThatWasReadIsWrittenAlike(String text) {
        assertThat(Ipv4Address.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4.", "01.2.3.4", "1..2.3", "a.b.c.d", " 1.2.3.4"})
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Address.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.10, 24, true",
        "192.168.1.0, 24, false",
        "192.168.1.255, 24, false",
        "192.168.1.255, 23, false",
        "192.168.0.255, 23, true",
        "10.0.0.0, 31, true",
        "127.0.0.1, 8, false",
        "224.0.0.1, 24, false",
        "0.0.0.1, 24, false"
    })
    void aMachineCantHaveTheNetworksOwnAddresses(String address, int prefixLength, boolean host) {
        assertThat(Ipv4Address.parse(address).isHostIn(prefixLength)).isEqualTo(host);
    }

    @Test
    void networksAreToldApartByTheirPrefix() {
        Ipv4Address address = Ipv4Address.parse("192.168.1.10");
        assertThat(address.isInNetworkOf(Ipv4Address.parse("192.168.1.254"), 24))
                .isTrue();
        assertThat(address.isInNetworkOf(Ipv4Address.parse("192.168.2.1"), 24)).isFalse();
        assertThat(address.isInNetworkOf(Ipv4Address.parse("192.168.2.1"), 22)).isTrue();
    }
}
