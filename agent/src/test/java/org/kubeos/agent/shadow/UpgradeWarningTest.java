package org.kubeos.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.nodelayout.PersistConf;
import org.kubeos.nodelayout.Slot;

class UpgradeWarningTest {

    private static List<Event> emit(ShadowNode node) {
        var events = new ArrayList<Event>();
        UpgradeWarning.emit(node.root(), "v2", events::add);
        return events;
    }

    @Test
    void namesSome(@TempDir Path directory) throws Exception {
        var node = new ShadowNode(directory);
        for (int i = 10; i < 22; i++) {
            ShadowNode.write(node.tree(Slot.A), "etc/f" + i, "v1\n");
            ShadowNode.write(node.tree(Slot.B), "etc/f" + i, "v2\n");
        }
        node.fill(Slot.A);
        node.hold(Slot.B, "v2");
        assertThat(emit(node)).isEmpty();
        node.change("echo mine > f10; echo v2 > f11");
        assertThat(emit(node))
                .containsExactly(new Event.Warning("A local file hides one that version v2 changes: /etc/f10."
                        + " To see the differences: kubeos shadowed --diff."
                        + " To have the image's from the next boot on: kubeos reset PATH"));
        node.change("for file in f*; do echo mine > $file; done");
        assertThat(emit(node))
                .containsExactly(new Event.Warning(
                        "12 local files hide those that version v2 changes: /etc/f10, /etc/f11, /etc/f12, /etc/f13,"
                                + " /etc/f14, /etc/f15, /etc/f16, /etc/f17, /etc/f18, /etc/f19, and 2 more."
                                + " To see the differences: kubeos shadowed --diff."
                                + " To have the image's from the next boot on: kubeos reset PATH"));
    }

    @Test
    void saysNothingOfWhatIsReset(@TempDir Path directory) throws Exception {
        var node = new ShadowNode(directory);
        for (String file : List.of("a", "d/x", "d/y")) {
            ShadowNode.write(node.tree(Slot.A), "etc/" + file, "v1\n");
            ShadowNode.write(node.tree(Slot.B), "etc/" + file, "v2\n");
        }
        node.fill(Slot.A);
        node.hold(Slot.B, "v2");
        node.change("echo mine >a; echo mine >d/x; echo mine >d/y");
        Resets.of(node.root()).add(List.of("/etc/d"), true, Events.NONE);
        var resets = new Event.Warning("The next boot also resets local files; kubeos status shows which."
                + " If the node returns to the version before, the reset isn't taken back; the local files are kept in"
                + " /persist/kubeos/reset.");
        assertThat(emit(node)).hasSize(2).first().isEqualTo(resets);
        assertThat(emit(node).getLast().toString()).contains("changes: /etc/a. ");
        Resets.of(node.root()).add(List.of("/etc/a"), false, Events.NONE);
        assertThat(emit(node)).containsExactly(resets);
    }

    @Test
    void troubleDoesNotStopTheUpgrade(@TempDir Path directory) throws Exception {
        var node = new ShadowNode(directory);
        Files.delete(node.root().path("/" + PersistConf.PATH));
        assertThat(emit(node))
                .singleElement()
                .asString()
                .contains("Can't tell which local files hide files of version v2. Can't tell which paths are kept on");
    }
}
