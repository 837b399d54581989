package org.kubeos.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void quotedValuesHoldCommasAndQuotes() {
        assertThat(Challenge.parse(List.of("Bearer realm=\"https://auth.example.org/token?a=b,c\","
                        + "service=\"the \\\"best\\\" registry\", Scope=\"repository:a/b:pull,push\"")))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.example.org/token?a=b,c",
                                "service", "the \"best\" registry",
                                "scope", "repository:a/b:pull,push")));
    }

    @Test
    void oneHeaderMayHoldSeveral() {
        assertThat(Challenge.parse(List.of(
                        "Negotiate, NTLM TlRMTVNT==, Basic realm = plain , bearer realm=\"r\",,error=invalid_token")))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("ntlm", Map.of()),
                        new Challenge("basic", Map.of("realm", "plain")),
                        new Challenge("bearer", Map.of("realm", "r", "error", "invalid_token")));
    }

    @Test
    void severalHeadersCount() {
        assertThat(Challenge.parse(List.of("Basic realm=\"a, Bearer realm=b\"", "Bearer realm=\"c\"")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a, Bearer realm=b")),
                        new Challenge("bearer", Map.of("realm", "c")));
    }

    @Test
    void nonsenseIsLeftOut() {
        assertThat(Challenge.parse(List.of("", ", ,", "\"", "=x", "Basic realm=\"open")))
                .containsExactly(new Challenge("basic", Map.of()));
        assertThat(Challenge.parse(List.of("a".repeat(100_000) + "=" + "\\\"".repeat(100_000))))
                .isEmpty();
    }
}
