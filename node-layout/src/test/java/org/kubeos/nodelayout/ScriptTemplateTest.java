package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTemplateTest {

    @Test
    void namesReplacePlaceholders() {
        assertThat(ScriptTemplate.render("conf=/@PERSIST_CONF@ dir=@UNION_DIRECTORY@/etc/@UPPER@ part=@BOOT_NUMBER@\n"))
                .isEqualTo("conf=/usr/lib/kubeos/persist.conf dir=union/etc/upper part=1\n");
    }

    @Test
    void otherTextStays() {
        String script = "case $1 in *[!A-Za-z0-9./_@+-]*) set -- \"$@\" \\$1 a@b@c ;; esac\n";
        assertThat(ScriptTemplate.render(script)).isEqualTo(script);
    }

    @Test
    void valuesOfTheTemplatesOwnAreTakenAsTheyAre() {
        assertThat(ScriptTemplate.render("@SAVED_ENTRY@: @ARGUMENTS@", Map.of("ARGUMENTS", "a=@BOOT_TRIES@ $1 \\")))
                .isEqualTo("saved_entry: a=@BOOT_TRIES@ $1 \\");
    }

    @Test
    void anUnknownPlaceholderIsAnError() {
        assertThatThrownBy(() -> ScriptTemplate.render("echo @NO_SUCH_NAME@"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("script template: unknown placeholder @NO_SUCH_NAME@");
    }
}
