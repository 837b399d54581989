package org.kubeos.kbimg.customize.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.testkit.Tool;

/** The judge is {@code systemctl is-enabled}. */
class UnitStateTest {

    @TempDir
    Path temp;

    /** A link that leads out of the directory is nothing that JUnit likes to remove. */
    @AfterEach
    void removeRoot() {
        Tool.run("rm", "-rf", temp.resolve("judge").toString());
    }

    private CustomizedRoot root() {
        var root = new CustomizedRoot(temp);
        unit(root, "enabled.service", "WantedBy=multi-user.target");
        unit(root, "required.service", "RequiredBy=multi-user.target");
        unit(root, "disabled.service", "WantedBy=multi-user.target");
        unit(root, "aliased.service", "Alias=short.service");
        unit(root, "static.service", "");
        unit(root, "masked.service", "WantedBy=multi-user.target");
        unit(root, "extended.service", "");
        unit(root, "getty@.service", "WantedBy=getty.target");
        root.directory("usr/lib/systemd/system/extended.service.d", 0755);
        root.file("usr/lib/systemd/system/extended.service.d/a.conf", 0644, "[Install]\nWantedBy=multi-user.target\n");
        for (String directory : List.of(
                "etc/systemd",
                "etc/systemd/system",
                "etc/systemd/system/multi-user.target.wants",
                "etc/systemd/system/multi-user.target.requires",
                "etc/systemd/system/getty.target.wants")) {
            root.directory(directory, 0755);
        }
        String units = "/usr/lib/systemd/system/";
        root.link("etc/systemd/system/multi-user.target.wants/enabled.service", units + "enabled.service");
        root.link("etc/systemd/system/multi-user.target.requires/required.service", units + "required.service");
        root.link("etc/systemd/system/getty.target.wants/getty@tty1.service", units + "getty@.service");
        root.link("etc/systemd/system/short.service", units + "aliased.service");
        root.link("etc/systemd/system/masked.service", "/dev/null");
        return root;
    }

    private static void unit(CustomizedRoot root, String name, String install) {
        String section = install.isEmpty() ? "" : "\n[Install]\n" + install + "\n";
        root.file("usr/lib/systemd/system/" + name, 0644, "[Service]\nExecStart=/bin/sh\n" + section);
    }

    @Test
    void statesAreThoseOfSystemctl() {
        CustomizedRoot root = root();
        FileTree tree = root.original();
        SortedMap<String, UnitState> states = UnitState.all(tree);
        assertThat(states).hasSize(9).doesNotContainKey("short.service");
        Path judge = root.unpack(tree, "judge");
        states.forEach((unit, state) -> assertThat(state.name().toLowerCase(Locale.ROOT))
                .as(unit)
                .isEqualTo(Tool.run("systemctl", "--root=" + judge, "is-enabled", unit)
                        .text()
                        .strip()
                        // A template of which an instance is enabled: we tell that of the instance.
                        .replace("indirect", "disabled")));
    }
}
