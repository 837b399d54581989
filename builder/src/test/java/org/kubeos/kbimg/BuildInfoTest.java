package org.kubeos.kbimg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildInfoTest {

    private static final Instant RELEASE = Instant.parse("2026-01-01T00:00:00Z");

    private final BuildInfo tool = new BuildInfo("1.0", RELEASE);

    @Test
    void sourceDateEpochIsTheTimeOfWhatIsBuilt() {
        assertThat(tool.sourceDate("")).isEqualTo(RELEASE);
        assertThat(tool.sourceDate("0")).isEqualTo(Instant.EPOCH);
        assertThat(tool.sourceDate("1767225600")).isEqualTo(RELEASE);
        assertThat(tool.sourceDate("4294967295")).isEqualTo(Instant.parse("2106-02-07T06:28:15Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+1",
                " 1",
                "1.5",
                "0x10",
                "now",
                "١",
                "4294967296",
                "9999999999",
                "9223372036854775808",
                "18446744073709551615"
            })
    void aTimeThatNotAllFormatsCanHoldIsRefused(String time) {
        assertThatThrownBy(() -> tool.sourceDate(time))
                .isInstanceOf(UsageException.class)
                .hasMessage("SOURCE_DATE_EPOCH is '" + time
                        + "', not a number of seconds since 1970 from 0 to 4294967295" + " (2106-02-07T06:28:15Z).");
    }
}
