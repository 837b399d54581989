package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.BuildException;

class ShadowTest {

    private static final String SHADOW = "root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n";

    @Test
    void replacesOnlyThePassword() {
        assertThat(Shadow.withPassword(SHADOW, "root", "$6$salt$hash"))
                .isEqualTo("root:$6$salt$hash:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n");
    }

    @Test
    void refusesAnAccountThatIsNotThere() {
        assertThatThrownBy(() -> Shadow.withPassword("daemon:*:1::::::\n", "root", "x"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("no account 'root'");
    }
}
