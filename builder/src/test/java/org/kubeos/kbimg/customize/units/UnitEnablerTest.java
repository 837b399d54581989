package org.kubeos.kbimg.customize.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.node.Services;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** The judge is systemctl, which does the same to another copy of the root. */
class UnitEnablerTest {

    @TempDir
    Path temp;

    private CustomizedRoot root;

    @BeforeEach
    void addUnits() {
        root = new CustomizedRoot(temp);
        unit("plain.service", "WantedBy=multi-user.target");
        unit("required.service", "RequiredBy=multi-user.target basic.target\nWantedBy=a.target \\\n  b.target");
        unit("named.service", "Alias=other.service dbus-org.example.named.service\nWantedBy=multi-user.target");
        unit("group.service", "WantedBy=multi-user.target\nAlso=group.socket group-helper.service gone.service");
        unit("group.socket", "WantedBy=sockets.target\nAlso=group.service");
        unit("group-helper.service", "WantedBy=%p.target");
        unit("getty@.service", "DefaultInstance=tty1\nWantedBy=getty.target");
        unit("serial@.service", "WantedBy=getty.target %i.target %N.target\nAlias=port@.service");
        unit("taken-back.service", "WantedBy=a.target\nWantedBy=\nWantedBy=b.target");
        unit("static.service", "");
        root.directory("usr/lib/systemd/system/plain.service.d", 0755);
        root.file("usr/lib/systemd/system/plain.service.d/more.conf", 0644, "[Install]\nWantedBy=extra.target\n");
    }

    /** Links that lead out of the directory are nothing that JUnit likes to remove. */
    @AfterEach
    void removeRoots() {
        Tool.run(
                "rm",
                "-rf",
                temp.resolve("ours").toString(),
                temp.resolve("judge").toString());
    }

    private void unit(String name, String install) {
        String section = install.isEmpty() ? "" : "\n[Install]\n# comment=\n" + install + "\n";
        root.file("usr/lib/systemd/system/" + name, 0644, "[Service]\nExecStart=/bin/sh\n" + section);
    }

    @ParameterizedTest
    @CsvSource({
        "plain.service",
        "required.service",
        "named.service",
        "group.service",
        "group.socket",
        "getty@.service",
        "getty@tty7.service",
        "serial@ttyS0.service",
        "taken-back.service",
    })
    void enablesAsSystemctlDoes(String unit) throws IOException {
        FileTree ours = root.original();
        new UnitEnabler(ours).apply(new Services(List.of(unit), List.of(), List.of(), List.of()), _ -> {});
        Path judge = root.unpack(root.original(), "judge");
        systemctl(judge, "enable", unit);

        assertThat(links(root.unpack(ours, "ours"))).isNotEmpty().isEqualTo(links(judge));
    }

    @ParameterizedTest
    @CsvSource({
        "plain.service",
        "named.service",
        "group.service",
        "group.socket",
        "getty@tty1.service",
        "getty@.service",
    })
    void disablesAsSystemctlDoes(String unit) throws IOException {
        var all =
                List.of("plain.service", "named.service", "group.service", "getty@tty1.service", "getty@tty2.service");
        FileTree ours = root.original();
        new UnitEnabler(ours).apply(new Services(all, List.of(), List.of(), List.of()), _ -> {});
        Path judge = root.unpack(ours, "judge");
        Map<String, String> enabled = links(judge);

        new UnitEnabler(ours).apply(new Services(List.of(), List.of(), List.of(unit), List.of()), _ -> {});
        systemctl(judge, "disable", unit);

        assertThat(links(root.unpack(ours, "ours"))).isNotEqualTo(enabled).isEqualTo(links(judge));
    }

    @Test
    void masksAsSystemctlDoes() throws IOException {
        FileTree ours = root.original();
        new UnitEnabler(ours)
                .apply(
                        new Services(List.of(), List.of(), List.of(), List.of("plain.service", "serial@x.service")),
                        _ -> {});
        Path judge = root.unpack(root.original(), "judge");
        systemctl(judge, "mask", "plain.service");
        systemctl(judge, "mask", "serial@x.service");

        assertThat(links(root.unpack(ours, "ours"))).isEqualTo(links(judge));
    }

    @Test
    void masksAliasesAndWhatIsNotThereAsSystemctlDoes() throws IOException {
        root.link("usr/lib/systemd/system/other-name.target", "plain.service");
        List<String> names = List.of("other-name.target", "not-there.timer");
        FileTree ours = root.original();
        for (int i = 0; i < 2; i++) {
            new UnitEnabler(ours).apply(new Services(List.of(), List.of(), List.of(), names), _ -> {});
        }
        Path judge = root.unpack(root.original(), "judge");
        for (String name : names) {
            systemctl(judge, "mask", name);
        }
        assertThat(links(root.unpack(ours, "ours"))).isEqualTo(links(judge));
    }

    @Test
    void disablesByAnAliasAsSystemctlDoes() throws IOException {
        FileTree ours = root.original();
        new UnitEnabler(ours).apply(new Services(List.of("named.service"), List.of(), List.of(), List.of()), _ -> {});
        Path judge = root.unpack(ours, "judge");
        new UnitEnabler(ours).apply(new Services(List.of(), List.of(), List.of("other.service"), List.of()), _ -> {});
        systemctl(judge, "disable", "other.service");
        assertThat(links(root.unpack(ours, "ours"))).isEqualTo(links(judge));
    }

    @Test
    void warnsOfWhatIsNotThereToBeDisabledOrMasked() {
        FileTree tree = root.customize("services: {disable: [plan, static], mask: [nothing-like-it.timer, plain]}");
        assertThat(root.warnings())
                .containsExactly(
                        "services.disable: the root file system has no unit plan.service (did you mean plain.service?);"
                                + " there is nothing to disable",
                        "services.mask: the root file system has no unit nothing-like-it.timer; it is masked all the same");
        assertThat(tree.find("etc/systemd/system/nothing-like-it.timer")).containsInstanceOf(SymbolicLink.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{enable: [plan]} | services: the root file system has no unit plan.service (did you mean plain.service?). Check the spelling, or add the package or the file that provides it.",
                "{enable: [static]} | services.enable: the unit static.service has no [Install] section",
                "{enable: [serial@]} | services.enable: serial@.service is a template without a default instance; add one after the @",
                "{enable: [sgetty@x]} | services: the root file system has no unit sgetty@.service (did you mean getty@.service?)",
            })
    void tellsWhatCannotBeDone(String services, String message) {
        assertThatThrownBy(() -> root.customize("services: " + services))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void tellsTheRealNameOfAnAlias() {
        assertThatThrownBy(() -> {
                    FileTree tree = root.original();
                    new UnitEnabler(tree)
                            .apply(new Services(List.of("named.service"), List.of(), List.of(), List.of()), _ -> {});
                    new UnitEnabler(tree)
                            .apply(new Services(List.of("other.service"), List.of(), List.of(), List.of()), _ -> {});
                })
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "services: other.service is not a unit of its own, it is an alias of named.service: use that.");
    }

    @Test
    void takesUnitsOfTheConfigsFiles() {
        FileTree tree = root.customize("""
                files:
                  - target: /etc/systemd/system/own.service
                    content: |
                      [Service]
                      ExecStart=/bin/sh
                      [Install]
                      WantedBy=multi-user.target
                services: {enable: [own]}
                """);
        assertThat(tree.exists("etc/systemd/system/multi-user.target.wants/own.service"))
                .isTrue();
    }

    private static void systemctl(Path root, String verb, String unit) {
        Tool.run("systemctl", "--root=" + root, verb, unit).expectSuccess();
    }

    /** Every link below the administrator's directory, with the name of the file that it leads to in the end. */
    private static Map<String, String> links(Path root) throws IOException {
        Path directory = root.resolve("etc/systemd/system");
        var links = new TreeMap<String, String>();
        if (!Files.exists(directory)) {
            return links;
        }
        List<Path> found = new ArrayList<>();
        try (var files = Files.walk(directory)) {
            files.filter(Files::isSymbolicLink).forEach(found::add);
        }
        for (Path link : found) {
            links.put(
                    directory.relativize(link).toString(),
                    Files.readSymbolicLink(link).getFileName().toString());
        }
        return links;
    }
}
