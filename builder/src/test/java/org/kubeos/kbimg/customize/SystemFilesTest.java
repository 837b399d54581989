package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.tree.FileTree;

class SystemFilesTest {

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void makeRoot() {
        root = new CustomizedRoot(temp);
    }

    @Test
    void settingsAreWhereSystemdReadsThem() {
        root.directory("usr/share", 0755);
        root.directory("usr/share/zoneinfo", 0755);
        root.directory("usr/share/zoneinfo/Asia", 0755);
        root.file("usr/share/zoneinfo/Asia/Shanghai", 0644, "TZif");
        root.file("usr/lib/systemd/system/systemd-resolved.service", 0644, "[Install]\nWantedBy=sysinit.target\n");
        root.directory("usr/lib/locale", 0755);
        root.directory("usr/lib/locale/C.utf8", 0755);
        root.directory("usr/lib/modules", 0755);
        root.directory("usr/lib/modules/6.1.0", 0755);
        root.file("usr/lib/modules/6.1.0/br_netfilter.ko.xz", 0644, "");
        root.file("usr/lib/modules/6.1.0/modules.builtin", 0644, "kernel/fs/ext4/ext4.ko\n");
        FileTree tree = root.customize("""
                timezone: Asia/Shanghai
                locale: C.UTF-8
                dns: {servers: [192.168.1.53, "2001:db8::53"], search: [example.org]}
                sysctl: {net.ipv4.ip_forward: 1, kernel.panic: 10}
                kernelModules: [br-netfilter, ext4]
                """);
        assertThat(tree.resolve("etc/localtime")).isEqualTo("usr/share/zoneinfo/Asia/Shanghai");
        assertThat(tree.readText("etc/locale.conf")).contains("LANG=C.UTF-8\n");
        assertThat(tree.readText("etc/systemd/resolved.conf.d/50-kubeos.conf"))
                .contains("[Resolve]\nDNS=192.168.1.53 2001:db8::53\nDomains=example.org\n");
        assertThat(tree.readText("etc/sysctl.d/90-kubeos.conf"))
                .contains("net.ipv4.ip_forward = 1\nkernel.panic = 10\n");
        assertThat(tree.readText("etc/modules-load.d/kubeos.conf")).contains("br-netfilter\next4\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timezone: Europe/Berlin | timezone: the root file system has no time zone Europe/Berlin; check the spelling",
                "locale: zh_CN.UTF-8 | locale: the root file system has no locale zh_CN.UTF-8; check the spelling, or add the package that provides it (locales-all or glibc-all-langpacks)",
                "kernelModules: [br_netfilter] | kernelModules: the root file system has no kernel module br_netfilter",
            })
    void tellsWhichSettingTheRootFileSystemCannotHave(String yaml, String message) {
        assertThatThrownBy(() -> root.customize(yaml))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }
}
