package org.kubeos.kbimg.customize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.customize.tree.FileTree;

/** Which of the services of a kind run, as links in the administrator's directory tell. */
class NodeServicesTest {

    private static final String WANTS = "etc/systemd/system/multi-user.target.wants/";
    private static final String STUB = "../run/systemd/resolve/stub-resolv.conf";
    private static final String OF_NETWORK_MANAGER = "../run/NetworkManager/resolv.conf";

    @TempDir
    Path temp;

    /** Units in brackets are enabled by the distribution. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                // openEuler's presets enable nothing of systemd's own.
                "systemd-networkd systemd-resolved systemd-timesyncd | none | systemd-networkd systemd-resolved systemd-timesyncd",
                // Debian's do.
                "systemd-networkd [systemd-resolved] [systemd-timesyncd] | none | systemd-networkd systemd-resolved systemd-timesyncd",
                "systemd-networkd [NetworkManager] [NetworkManager-wait-online] | none | NetworkManager NetworkManager-wait-online",
                "NetworkManager NetworkManager-wait-online systemd-networkd | none | NetworkManager NetworkManager-wait-online",
                "NetworkManager [systemd-networkd] | none | systemd-networkd",
                "[NetworkManager] [systemd-networkd] | none | NetworkManager",
                "[NetworkManager] [NetworkManager-wait-online] systemd-networkd | {enable: [systemd-networkd]} | systemd-networkd",
                "[NetworkManager] systemd-networkd | {disable: [NetworkManager]} | systemd-networkd",
                "[NetworkManager] systemd-networkd | {mask: [NetworkManager]} | systemd-networkd",
                "[NetworkManager] [NetworkManager-wait-online] | {disable: [NetworkManager-wait-online]} | NetworkManager",
                "[NetworkManager] systemd-networkd | {enable: [NetworkManager, systemd-networkd]} | NetworkManager systemd-networkd",
                "chronyd [systemd-timesyncd] | {enable: [chronyd]} | chronyd",
                "[chrony] [systemd-timesyncd] | none | chrony",
                "ntpsec systemd-timesyncd | none | ntpsec",
                "[systemd-timesyncd] | {disable: [systemd-timesyncd]} | ''",
                "[NetworkManager] systemd-resolved | none | NetworkManager",
                "[NetworkManager] [systemd-resolved] | none | NetworkManager systemd-resolved",
                "systemd-networkd systemd-resolved | {mask: [systemd-resolved]} | systemd-networkd",
            })
    void oneOfEachKindRuns(String installed, String services, String running) {
        FileTree tree = root(installed).customize(services == null ? "" : "services: " + services);
        assertThat(tree.nodes().stream()
                        .filter(node -> node.path().startsWith(WANTS))
                        .map(node -> FilePath.name(node.path()).replace(".service", "")))
                .containsExactlyInAnyOrder(running.isEmpty() ? new String[0] : running.split(" "));
    }

    @Test
    void anAliasIsNotAnotherService() {
        CustomizedRoot root = root("[chrony]");
        root.link("etc/systemd/system/chronyd.service", "/usr/lib/systemd/system/chrony.service");
        FileTree tree = root.customize("");
        assertThat(tree.find(WANTS + "chrony.service")).isPresent();
        assertThat(tree.find("etc/systemd/system/chronyd.service")).isPresent();
    }

    @Test
    void aServiceThatTheConfigsFilesBringIsChosen() {
        FileTree tree = root("[systemd-timesyncd]").customize("""
                files:
                  - target: /etc/systemd/system/chronyd.service
                    content: "[Install]\\nWantedBy=multi-user.target\\n"
                services: {enable: [chronyd]}
                """);
        assertThat(tree.find(WANTS + "chronyd.service")).isPresent();
        assertThat(tree.find(WANTS + "systemd-timesyncd.service")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "systemd-networkd systemd-resolved | none | none | " + STUB,
                "systemd-networkd [systemd-resolved] | " + STUB + " | none | " + STUB,
                "[NetworkManager] | none | none | " + OF_NETWORK_MANAGER,
                "[NetworkManager] | " + STUB + " | none | " + OF_NETWORK_MANAGER,
                "[NetworkManager] [systemd-resolved] | " + STUB + " | none | " + STUB,
                "systemd-networkd [systemd-resolved] | " + STUB + " | {disable: [systemd-resolved]} | none",
                "[NetworkManager] | ../somewhere/else | none | ../somewhere/else",
                "'' | none | none | none",
            })
    void resolvConfLeadsToWhoWritesIt(String installed, String before, String services, String after) {
        CustomizedRoot root = root(installed);
        if (before != null) {
            root.link("etc/resolv.conf", before);
        }
        FileTree tree = root.customize(services == null ? "" : "services: " + services);
        assertThat(tree.find("etc/resolv.conf").map(node -> ((SymbolicLink) node).target()))
                .isEqualTo(Optional.ofNullable(after));
    }

    @Test
    void aFileOfNameServersStaysUnlessTheConfigHasSome() {
        CustomizedRoot root = root("systemd-networkd systemd-resolved");
        root.file("etc/resolv.conf", 0644, "nameserver 192.0.2.1\n");
        assertThat(root.customize("").find("etc/resolv.conf")).containsInstanceOf(RegularFile.class);
        assertThat(root.customize("dns: {servers: [192.0.2.2]}").find("etc/resolv.conf"))
                .containsInstanceOf(SymbolicLink.class);
    }

    @Test
    void withoutAResolverTheConfigsNameServersAreAFileThatNobodyReplaces() {
        CustomizedRoot root = root("[NetworkManager]");
        root.directory("etc/NetworkManager", 0755);
        root.link("etc/resolv.conf", STUB);
        FileTree tree = root.customize("dns: {servers: [192.0.2.1], search: [example.org]}");
        assertThat(tree.find("etc/resolv.conf")).containsInstanceOf(RegularFile.class);
        assertThat(tree.readText("etc/resolv.conf")).contains("nameserver 192.0.2.1\nsearch example.org\n");
        assertThat(tree.readText("etc/NetworkManager/conf.d/50-kubeos-dns.conf").orElseThrow())
                .endsWith("[main]\ndns=none\n");
        assertThat(tree.find("run/systemd/resolve/stub-resolv.conf")).isEmpty();
    }

    @Test
    void warnsOfANodeThatCannotLookUpNames() {
        CustomizedRoot root = root("systemd-networkd");
        root.customize("");
        assertThat(root.warnings()).singleElement().asString().startsWith("the node can't look up names: ");

        CustomizedRoot other = root("systemd-networkd");
        other.customize("dns: {servers: [192.0.2.1]}");
        assertThat(other.warnings()).isEmpty();
    }

    private CustomizedRoot root(String installed) {
        var root = new CustomizedRoot(temp);
        for (String name : List.of(installed.split(" "))) {
            if (!name.isEmpty()) {
                String unit = name.replaceAll("[\\[\\]]", "") + ".service";
                root.file("usr/lib/systemd/system/" + unit, 0644, "[Install]\nWantedBy=multi-user.target\n");
                if (name.startsWith("[")) {
                    root.link(WANTS + unit, "/usr/lib/systemd/system/" + unit);
                }
            }
        }
        return root;
    }
}
