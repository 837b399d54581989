package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AptMessagesTest {

    @Test
    void unknownPackagesAreNamed() {
        assertThat(AptMessages.explain(List.of(
                        "Reading package lists...",
                        "E: Unable to locate package containrd",
                        "E: Package 'foo' has no installation candidate")))
                .startsWith("packages: the repositories have no containrd, foo.");
    }

    @Test
    void otherFailuresShowTheLastWords() {
        List<String> lines =
                IntStream.rangeClosed(1, 40).mapToObj(n -> "line " + n).toList();
        assertThat(AptMessages.explain(lines))
                .contains("line 26\n")
                .endsWith("line 40")
                .doesNotContain("line 25\n");
    }

    @Test
    void errorsAreToldWithoutTheRest() {
        assertThat(AptMessages.errors(List.of("Get:1 http://one", "Err:2 http://two", "E: two is not signed")))
                .isEqualTo("Err:2 http://two\nE: two is not signed");
    }
}
