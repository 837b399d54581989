package org.kubeos.diskimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kubeos.testkit.Tool;

class DerivedUuidTest {

    @Test
    void isTheDigestOfSeedAndPurposeInTheCustomLayout() {
        UUID uuid = DerivedUuid.of(new byte[] {'a', 'b'}, "root");
        assertThat(uuid.version()).isEqualTo(8);
        assertThat(uuid.variant()).isEqualTo(2);
        byte[] input = {0, 0, 0, 2, 'a', 'b', 'r', 'o', 'o', 't'};
        String digest = Tool.run(new ArrayList<>(List.of("sha256sum")), input)
                .expectSuccess()
                .text();
        String hex = uuid.toString().replace("-", "");
        // All digits but the version's and the variant's.
        assertThat(hex.substring(0, 12)).isEqualTo(digest.substring(0, 12));
        assertThat(hex.substring(13, 16)).isEqualTo(digest.substring(13, 16));
        assertThat(hex.substring(17)).isEqualTo(digest.substring(17, 32));
    }

    @Test
    void seedAndPurposeAreKeptApart() {
        assertThat(DerivedUuid.of(new byte[] {'a', 'b'}, "c")).isNotEqualTo(DerivedUuid.of(new byte[] {'a'}, "bc"));
    }
}
