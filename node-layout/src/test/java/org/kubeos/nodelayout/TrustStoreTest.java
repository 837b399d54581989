package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrustStoreTest {

    @Test
    void policyIsJson() {
        var store = new TrustStore(
                List.of(TrustStore.keyFile("aa"), TrustStore.keyFile("bb")),
                List.of(TrustStore.authorityFile("cc")),
                2,
                new TreeMap<>(Map.of("channel", "a \"b\" \\ c", "z", "1")));

        assertThat(store.text()).isEqualTo("""
                {
                  "format": 1,
                  "threshold": 2,
                  "keys": ["key-aa.pub", "key-bb.pub"],
                  "authorities": ["authority-cc.pem"],
                  "annotations": {"channel": "a \\"b\\" \\\\ c", "z": "1"}
                }
                """);
    }

    @Test
    void someoneMustHaveSigned() {
        assertThatThrownBy(() -> new TrustStore(List.of(), List.of(), 0, new TreeMap<>()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
