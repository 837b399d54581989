package org.kubeos.agent.settings.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDocumentsTest {

    private static final String SYSCTL = """
            # Forwarding.
            net.ipv4.ip_forward=0
            ; old style
            -net/ipv4/conf/eth0.1/rp_filter = 2
            net.ipv4.conf.*.accept_ra = 0
            kernel.core_pattern = |/usr/bin/dump %p  %e
            net.ipv4.ip_forward =  1\t
            """;

    private static final String LIMITS = """
            #<domain> <type> <item> <value>
            *\tsoft\tcore\t0   # none
            *               hard    nofile  1024
            @db  -  memlock  unlimited
            # End of file
            """;

    private static SysctlDocument sysctl(String text) {
        return new SysctlDocument(text, UnaryOperator.identity());
    }

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_forward, net/ipv4/ip_forward",
        "net.ipv4.conf.eth0/1.rp_filter, net/ipv4/conf/eth0.1/rp_filter",
        "net/ipv4/conf/eth0.1/rp_filter, net/ipv4/conf/eth0.1/rp_filter",
    })
    void readsNamesAsSysctlDoes(String name, String path) throws DocumentException {
        assertThat(SysctlName.parse(name).path()).isEqualTo(path);
        assertThat(SysctlName.parse(SysctlName.parse(name).written()).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "/a", "a/../b", "a/./b", "a b", "a=b", "a/", "#a", "kernel.*", "a\nb"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> SysctlName.parse(name)).isInstanceOf(DocumentException.class);
    }

    @Test
    void setsTheLineThatCounts() throws DocumentException {
        assertThat(sysctl(SYSCTL)
                        .with(SysctlName.parse("net.ipv4.ip_forward"), "0")
                        .text())
                .isEqualTo(SYSCTL.replace("=  1\t", "=  0\t"));
        assertThat(sysctl(SYSCTL)
                        .with(SysctlName.parse("net.ipv4.conf.eth0/1.rp_filter"), "0")
                        .text())
                .isEqualTo(SYSCTL.replace("= 2", "= 0"));
        assertThat(sysctl(SYSCTL).find(SysctlName.parse("kernel.core_pattern"))).contains("|/usr/bin/dump %p  %e");
        assertThat(sysctl("a.b = 1")
                        .with(SysctlName.parse("net/ipv4/conf/eth0.1/x"), "2")
                        .text())
                .isEqualTo("a.b = 1\nnet/ipv4/conf/eth0.1/x = 2\n");
    }

    @Test
    void deletesAllLinesOfAParameter() throws DocumentException {
        assertThat(sysctl(SYSCTL)
                        .without(SysctlName.parse("net.ipv4.ip_forward"))
                        .text())
                .isEqualTo(SYSCTL.replace("net.ipv4.ip_forward=0\n", "").replace("net.ipv4.ip_forward =  1\t\n", ""));
    }

    private static String limit(String text, String domain, String limit) throws DocumentException {
        return new LimitsDocument(text).with(domain, Limit.parse(limit)).text();
    }

    @Test
    void keepsSeveralLimitsOfADomain() throws DocumentException {
        assertThat(limit(LIMITS, "*", "hard.nofile.65536")).isEqualTo(LIMITS.replace("nofile  1024", "nofile  65536"));
        assertThat(limit(LIMITS, "*", "soft.nofile.1024"))
                .isEqualTo(LIMITS.replace("nofile  1024\n", "nofile  1024\n* soft nofile 1024\n"));
        assertThat(limit(LIMITS, "alice", "-.nice.-5")).isEqualTo(LIMITS + "alice - nice -5\n");
        assertThat(limit(LIMITS, "*", "soft.core.0")).isEqualTo(LIMITS);
    }

    @Test
    void keepsThePartsThatAreUnderscores() throws DocumentException {
        assertThat(limit(LIMITS, "@db", "hard._._")).isEqualTo(LIMITS.replace("@db  -", "@db  hard"));
        assertThat(limit(LIMITS, "*", "_.core.7")).isEqualTo(LIMITS.replace("core\t0", "core\t7"));
        assertThat(limit(LIMITS, "@db", "hard._.5"))
                .isEqualTo(LIMITS.replace("@db  -  memlock  unlimited", "@db  hard  memlock  5"));
        assertThat(limit(LIMITS, "*", "hard.nofile._")).isEqualTo(LIMITS);
        assertThatThrownBy(() -> limit(LIMITS, "*", "_.nproc._")).hasMessageContaining("\"*\" has 2 lines");
        assertThatThrownBy(() -> limit(LIMITS, "bob", "_.nproc.5")).hasMessageContaining("\"bob\" has 0 lines");
    }

    @Test
    void deletesLimits() throws DocumentException {
        var document = new LimitsDocument(LIMITS);
        assertThat(document.without("*", Limit.parse("soft.core._")).text())
                .isEqualTo(LIMITS.replace("*\tsoft\tcore\t0   # none\n", ""));
        assertThat(document.without("*", Limit.parse("soft.core.1")).text()).isEqualTo(LIMITS);
        assertThat(document.without("@db").text()).isEqualTo(LIMITS.replace("@db  -  memlock  unlimited\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hard.nofile",
                "medium.nofile.1",
                "hard.files.1",
                "hard.nofile.many",
                "hard.nofile.1\n",
                "a.b.c.d"
            })
    void refusesOtherLimits(String limit) {
        assertThatThrownBy(() -> Limit.parse(limit)).isInstanceOf(DocumentException.class);
    }

    @Test
    void refusesDomainsThatWouldBeMore() {
        assertThatThrownBy(() -> limit(LIMITS, "a b", "hard.nofile.1")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> limit(LIMITS, "# a", "hard.nofile.1")).isInstanceOf(DocumentException.class);
    }
}
