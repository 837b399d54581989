package org.kubeos.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.api.UpgradeOrder;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.shadow.ShadowNode;
import org.kubeos.nodelayout.BootEnvironment;
import org.kubeos.nodelayout.BootEnvironmentFiles;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;
import org.kubeos.oci.json.Json;

/** Local files above those of the image, as the API shows them, and as an upgrade warns of them. */
class LocalFilesTest {

    @TempDir
    private Path directory;

    private ShadowNode node;
    private SystemNode service;

    @BeforeEach
    void makeNode() throws Exception {
        node = new ShadowNode(directory);
        writeSystem(node.tree(Slot.A), "v1");
        node.fill(Slot.A);
        service = new SystemNode(node.root());
    }

    private static void writeSystem(Path tree, String version) throws Exception {
        for (String file : List.of("boot/vmlinuz", "boot/initramfs.img", "sbin/init")) {
            ShadowNode.write(tree, file, file + " of " + version);
        }
        ShadowNode.write(tree, "usr/lib/os-release", "ID=kubeos\nVERSION_ID=" + version + "\n");
        ShadowNode.write(tree, "etc/a.conf", "version " + version + "\n");
        ShadowNode.write(tree, "etc/b.conf", "b\n");
    }

    @Test
    void json() throws Exception {
        node.change("echo mine > a.conf; touch b.conf; chmod 640 a.conf");
        var file = service.shadowed(List.of(), true, true, false);
        var changed = file.path("files").path(0).path("changed").asText();
        assertThat(changed).matches("20[0-9-]{8}T[0-9:]{8}Z");
        String line = "{\"path\":\"/etc/a.conf\",\"kind\":\"changed\",\"owner\":\"root:root\",\"changed\":\"" + changed
                + "\",\"details\":[\"5 bytes instead of 11\",\"mode 0640 instead of 0644\"],\"changedByUpgrade\":false,"
                + "\"conflict\":false,\"diff\":\"@@ -1 +1 @@\\n-version v1\\n+mine\\n\"}";
        assertThat(Json.line(file)).isEqualTo("{\"files\":[" + line + "],\"same\":1}");
        assertThat(service.shadowed(List.of(), false, false, true).path("files"))
                .extracting(each -> each.path("kind").asText())
                .containsExactly("changed", "same");
        assertThat(service.shadowed(List.of("/etc/b.conf"), false, false, false).path("files"))
                .isEmpty();
    }

    @Test
    void resets() throws Exception {
        node.change("echo mine > a.conf; echo mine > b.conf; mkdir own");
        assertThat(service.status().has("pendingResets")).isFalse();
        var result = service.reset(List.of("/etc"), false, Events.NONE);
        assertThat(result.path("directory").asText()).matches("/persist/kubeos/reset/20[0-9-]{8}T[0-9-]{8}Z");
        assertThat(Json.line(result)).startsWith("{\"pending\":[\"/etc/a.conf\",\"/etc/b.conf\"],\"directory\":");
        assertThat(Json.line(service.cancelReset(List.of("/etc/b.conf")).path("pending")))
                .isEqualTo("[\"/etc/a.conf\"]");
        assertThat(Json.line(service.status().path("pendingResets"))).isEqualTo("[\"/etc/a.conf\"]");
        assertThat(service.shadowed(List.of(), false, false, false).path("files"))
                .extracting(file -> file.path("reset").asBoolean())
                .containsExactly(true, false);
        assertThat(Json.line(service.cancelReset(List.of("/etc/a.conf")))).isEqualTo("{\"pending\":[]}");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> service.reset(List.of("/etc/own"), false, Events.NONE))
                .withMessageContaining("it is no file of the image");
    }

    @Test
    void aResetDuringATrial() throws Exception {
        node.change("echo mine > a.conf");
        var events = new ArrayList<Event>();
        service.reset(List.of("/etc/a.conf"), false, events::add);
        assertThat(events).isEmpty();
        BootEnvironmentFiles.in(node.root().path("/boot/grub2"))
                .store(new BootEnvironment(Slot.A, Optional.of(new BootEnvironment.Trial(Slot.B, 3)), Map.of()));
        service.reset(List.of("/etc/a.conf"), false, events::add);
        assertThat(events)
                .containsExactly(new Event.Warning("A version is on trial. If the node returns to the version before,"
                        + " the reset isn't taken back; the local files are kept in /persist/kubeos/reset."));
    }

    /** A file that somebody else wrote keeps nobody from the status. */
    @Test
    void aListThatCannotBeRead() throws Exception {
        node.change("echo mine > a.conf");
        ShadowNode.write(node.root().path("/persist"), PersistLayout.RESET_LIST, "/etc/a.conf\n");
        assertThat(service.status().path("pendingResetsProblem").asText()).startsWith("Can't read ");
        assertThat(service.shadowed(List.of(), false, false, false).path("files"))
                .hasSize(1);
    }

    @Test
    void anUpgradeWarnsBeforeItsTrial() throws Exception {
        node.change("echo mine > a.conf; echo mine > b.conf");
        Path tree = node.tree(Slot.B);
        writeSystem(tree, "v2");
        Path image = node.root().path("/update.img");
        ShadowNode.fill(image, tree);
        Files.write(node.device(Slot.B), new byte[8 << 20]);
        var events = new ArrayList<Event>();
        service.prepare(order(image, true), events::add);
        assertThat(events.toString()).doesNotContain("local file");
        service.prepare(order(image, false), events::add);
        assertThat(events)
                .contains(new Event.Warning("A local file hides one that version v2 changes: /etc/a.conf."
                        + " To see the differences: kubeos shadowed --diff."
                        + " To have the image's from the next boot on: kubeos reset PATH"));
        assertThat(service.shadowed(List.of(), false, false, false)
                        .path("otherVersion")
                        .asText())
                .isEqualTo("v2");
    }

    private static UpgradeOrder order(Path image, boolean dryRun) throws Exception {
        return new UpgradeOrder(
                "/" + image.getFileName(),
                Optional.of(Digest.of(Files.readAllBytes(image)).toString()),
                Optional.empty(),
                true,
                false,
                false,
                false,
                dryRun,
                Optional.empty(),
                UpgradeOrder.Certificates.SYSTEM);
    }
}
