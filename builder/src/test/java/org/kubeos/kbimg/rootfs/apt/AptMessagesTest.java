package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;

class AptMessagesTest {

    @Test
    void unknownPackagesAreNamedWithThoseThatMayBeMeant() {
        List<String> unknown = AptMessages.unknownPackages(List.of(
                "Reading package lists...",
                "E: Unable to locate package containrd",
                "E: Package 'foo' has no installation candidate"));
        assertThat(unknown).containsExactly("containrd", "foo");
        assertThat(PackageMessages.explainUnknown(unknown, List.of("container", "containerd", "dash")))
                .startsWith("packages: the repositories have no containrd (did you mean containerd?), foo; check");
    }

    @Test
    void onlyRepositoriesThatCanNotBeAskedAreUnreachable() {
        String refused = "E: Failed to fetch http://one/dists/x/InRelease  Could not connect to one:80 (127.0.0.1).";
        String summary = "E: Some index files failed to download. They have been ignored, or old ones used instead.";
        assertThat(AptMessages.isUnreachable(List.of("Err:1 http://one x InRelease", refused, summary)))
                .isTrue();
        assertThat(AptMessages.whyUnreachable(List.of(refused, summary)))
                .isEqualTo("Could not connect to one:80 (127.0.0.1).");
        assertThat(AptMessages.isUnreachable(List.of(
                        refused,
                        "E: Failed to fetch http://two/dists/x/InRelease  The following signatures couldn't be verified",
                        summary)))
                .isFalse();
        assertThat(AptMessages.isUnreachable(List.of(
                        "E: Failed to fetch http://one/dists/x/main/Packages.xz  Could not connect to one:80",
                        summary)))
                .isFalse();
        assertThat(AptMessages.isUnreachable(List.of("E: The repository 'http://one x' is not signed.")))
                .isFalse();
        assertThat(AptMessages.isUnreachable(List.of())).isFalse();
    }

    @Test
    void packagesThatConflictAreToldWithAptsReasons() {
        assertThat(AptMessages.explain(List.of(
                        "Reading package lists...",
                        "The following information may help to resolve the situation:",
                        "",
                        "The following packages have unmet dependencies:",
                        " systemd-sysv : Conflicts: sysvinit-core but 3.06-4 is to be installed",
                        "E: Unable to correct problems, you have held broken packages.")))
                .startsWith("The packages can't be installed together.")
                .endsWith("apt says:\nThe following packages have unmet dependencies:\n"
                        + " systemd-sysv : Conflicts: sysvinit-core but 3.06-4 is to be installed\n"
                        + "E: Unable to correct problems, you have held broken packages.")
                .doesNotContain("Reading package lists");
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
