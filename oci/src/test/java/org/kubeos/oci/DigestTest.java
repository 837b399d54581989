package org.kubeos.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    private static final String START = "0123456789abcdef".repeat(3) + "0123456789abcde";

    @Test
    void acceptsLowerCaseDigits() {
        assertThat(Digest.parse("sha256:" + START + "f")).hasToString("sha256:" + START + "f");
    }

    /** @param end behind 63 digits */
    @ParameterizedTest
    @ValueSource(strings = {"", "F", "g", "`", ":", "/", "٣", "ff", "f\n"})
    void rejectsAllElse(String end) {
        assertThatThrownBy(() -> Digest.parse("sha256:" + START + end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the hexadecimal digits of a SHA-256");
    }
}
