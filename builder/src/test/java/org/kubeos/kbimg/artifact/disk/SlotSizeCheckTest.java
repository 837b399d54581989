package org.kubeos.kbimg.artifact.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.process.Progress;

class SlotSizeCheckTest {

    private final List<String> warnings = new ArrayList<>();

    private void check(long needed, long slot) {
        var progress = (Progress) Proxy.newProxyInstance(
                Progress.class.getClassLoader(), new Class<?>[] {Progress.class}, (_, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("warning");
                    warnings.add(String.valueOf(arguments[0]));
                    return null;
                });
        SlotSizeCheck.check(DataSize.ofMebibytes(needed), DataSize.ofMebibytes(slot), progress);
    }

    @Test
    void aQuarterLeftIsEnough() {
        check(300, 400);
        assertThat(warnings).isEmpty();
    }

    @Test
    void warnsWhenLessIsLeft() {
        check(301, 400);
        assertThat(warnings)
                .containsExactly(
                        "The root file system takes 301 MiB of a root slot's 400 MiB, which leaves 24 % for later"
                                + " versions to grow. Give ROOT-A and ROOT-B a larger size in disk.partitions.");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> check(401, 400))
                .isInstanceOf(BuildException.class)
                .hasMessage(
                        "The root file system needs 401 MiB, but a root slot has 400 MiB. Install fewer packages, or give"
                                + " ROOT-A and ROOT-B a larger size in disk.partitions.");
    }
}
