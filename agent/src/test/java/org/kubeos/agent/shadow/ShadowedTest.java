package org.kubeos.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;
import org.kubeos.nodelayout.Slot;
import org.kubeos.testkit.Tool;

/** Upper layers that the kernel made, and hostile ones, above images of mke2fs. */
class ShadowedTest {

    private static final ShadowQuery DIFF = new ShadowQuery(List.of(), true, false);

    @TempDir
    private Path directory;

    private ShadowNode node;
    private Path image;

    @BeforeEach
    void makeNode() throws IOException {
        node = new ShadowNode(directory);
        image = node.tree(Slot.A);
        ShadowNode.write(image, "etc/a.conf", "one\ntwo\n");
        ShadowNode.write(image, "etc/b.conf", "b\n");
        ShadowNode.write(image, "etc/d/x", "x\n");
        ShadowNode.write(image, "etc/d/y", "y\n");
        ShadowNode.write(image, "var/lib/data/z", "z\n");
        Files.createSymbolicLink(image.resolve("etc/link"), Path.of("a.conf"));
        Tool.run("mknod", image.resolve("etc/device").toString(), "c", "300", "70000")
                .expectSuccess();
        node.fill(Slot.A);
    }

    private List<String> lines() {
        return ShadowNode.lines(node.find(ShadowQuery.ALL).files());
    }

    private ShadowedFile find(ShadowQuery query, String path) {
        return node.find(query).files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothing() throws Exception {
        assertThat(lines()).isEmpty();
        node.change("true");
        assertThat(lines()).isEmpty();
    }

    @Test
    void contents() throws Exception {
        node.change("echo three >> a.conf; printf 'c\\n' > b.conf; echo mine > own");
        assertThat(lines())
                .containsExactly(
                        "/etc/a.conf CHANGED 14 bytes instead of 8", "/etc/b.conf CHANGED other content of 2 bytes");
    }

    @Test
    void modesAndOwners() throws Exception {
        node.change("chmod 600 a.conf; chown 12:34 b.conf; chmod 700 d; chown -h 99:0 link; chown 12:0 device");
        assertThat(lines())
                .containsExactly(
                        "/etc/a.conf CHANGED mode 0600 instead of 0644",
                        "/etc/b.conf CHANGED owner ann:staff instead of root:root",
                        "/etc/d CHANGED mode 0700 instead of 0755",
                        "/etc/device CHANGED owner ann:root instead of root:root",
                        "/etc/link CHANGED owner 99:root instead of root:root");
        assertThat(find(ShadowQuery.ALL, "/etc/b.conf").owner()).isEqualTo("ann:staff");
    }

    @Test
    void otherKinds() throws Exception {
        node.change("rm a.conf b.conf; rm -r d; ln -s link a.conf; mkdir b.conf; mkfifo d; ln -sfn b.conf link;"
                + "rm device; mknod device c 300 70001");
        assertThat(lines())
                .containsExactly(
                        "/etc/a.conf REPLACED symbolic link instead of file",
                        "/etc/b.conf REPLACED directory instead of file",
                        "/etc/d REPLACED FIFO instead of directory",
                        "/etc/device CHANGED 300:70001 instead of 300:70000",
                        "/etc/link CHANGED b.conf instead of a.conf");
    }

    @Test
    void deleted() throws Exception {
        node.change("rm a.conf; rm -r d");
        assertThat(lines()).containsExactly("/etc/a.conf DELETED", "/etc/d DELETED");
    }

    /** The kernel marks the directory, and makes no whiteouts in it. */
    @Test
    void aDirectoryThatWasMadeAgain() throws Exception {
        node.change("rm -r d; mkdir d; echo other > d/y; chown 12:34 d");
        assertThat(lines())
                .containsExactly(
                        "/etc/d CHANGED owner ann:staff instead of root:root",
                        "/etc/d/x DELETED",
                        "/etc/d/y CHANGED 6 bytes instead of 2");
        assertThat(find(ShadowQuery.ALL, "/etc/d/x").owner()).isEqualTo("ann:staff");
    }

    @Test
    void whatEqualsTheImageHidesNothing() throws Exception {
        node.change("touch a.conf device d/x");
        Shadowed.Found found = node.find(ShadowQuery.ALL);
        assertThat(ShadowNode.lines(found.files()))
                .containsExactly("/etc/a.conf SAME", "/etc/d/x SAME", "/etc/device SAME");
        assertThat(found.hiding()).isEmpty();
    }

    @Test
    void whenItWasChanged() throws Exception {
        node.change("echo c > a.conf; touch -d 2001-01-01 a.conf");
        Path file = node.upper("/etc").resolve("a.conf");
        var changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        assertThat(find(ShadowQuery.ALL, "/etc/a.conf").changed()).isEqualTo(changed.toInstant());
    }

    @Test
    void diffs() throws Exception {
        node.change("echo three >> a.conf; printf 'b\\0\\n' > b.conf; chmod 600 d/x; head -c 70000 /dev/zero > d/y");
        ShadowedFile changed = find(DIFF, "/etc/a.conf");
        assertThat(changed.diff()).hasValue("@@ -1,2 +1,3 @@\n one\n two\n+three\n");
        assertThat(changed.noDiff()).isEmpty();
        assertThat(find(ShadowQuery.ALL, "/etc/a.conf").diff()).isEmpty();
        assertThat(find(DIFF, "/etc/b.conf").noDiff()).hasValue("not text");
        assertThat(find(DIFF, "/etc/d/y").noDiff()).hasValue("larger than 64 KiB");
        ShadowedFile modeOnly = find(DIFF, "/etc/d/x");
        assertThat(modeOnly.diff()).isEmpty();
        assertThat(modeOnly.noDiff()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chmod 640 a.conf", "chmod 600 a.conf", "chmod 645 a.conf; chmod 641 a.conf"})
    void secrets(String commands) throws Exception {
        node.change("echo hunter2 > a.conf;" + commands);
        ShadowedFile secret = find(DIFF, "/etc/a.conf");
        assertThat(secret.diff()).isEmpty();
        assertThat(secret.noDiff()).hasValue("not everybody can read it; to show it: --secrets");
        assertThat(find(new ShadowQuery(List.of(), true, true), "/etc/a.conf")
                        .diff()
                        .orElseThrow())
                .contains("+hunter2");
    }

    /** The image's file is secret, too, and so is what lies in a directory that not everybody may enter. */
    @Test
    void secretsOfTheImage() throws Exception {
        Tool.run("chmod", "600", image.resolve("etc/a.conf").toString()).expectSuccess();
        Tool.run("chmod", "700", image.resolve("etc/d").toString()).expectSuccess();
        node.fill(Slot.A);
        node.change("chmod 644 a.conf; echo c > a.conf; echo c > d/x");
        assertThat(find(DIFF, "/etc/a.conf").diff()).isEmpty();
        assertThat(find(DIFF, "/etc/a.conf").noDiff()).isPresent();
        assertThat(find(DIFF, "/etc/d/x").diff()).isEmpty();
        assertThat(find(DIFF, "/etc/d/x").noDiff()).isPresent();
    }

    @Test
    void linksOnPersistAreNotFollowed() throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("x"), "secret of the host\n");
        node.change("true");
        Path upper = node.upper("/etc");
        Files.createSymbolicLink(upper.resolve("d"), outside);
        Files.createSymbolicLink(upper.resolve("a.conf"), outside.resolve("x"));
        Shadowed.Found found = node.find(new ShadowQuery(List.of(), true, true));
        assertThat(ShadowNode.lines(found.files()))
                .containsExactly(
                        "/etc/a.conf REPLACED symbolic link instead of file",
                        "/etc/d REPLACED symbolic link instead of directory");
        assertThat(found.toString()).doesNotContain("secret of the host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"union", "union/etc", "union/etc/upper"})
    void linksToAnUpperLayerAreNotFollowed(String link) throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside/etc/upper"));
        Files.writeString(outside.resolve("a.conf"), "secret of the host\n");
        Path place = node.persist().resolve(link);
        Files.createDirectories(place.getParent());
        Path target = switch (link) {
            case "union" -> directory.resolve("outside");
            case "union/etc" -> outside.getParent();
            default -> outside;
        };
        Files.createSymbolicLink(place, target);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> node.find(ShadowQuery.ALL))
                .withMessageContaining(place + " is no directory, and links are not followed.");
    }

    @Test
    void aFifoDoesNotKeepTheAgentWaiting() throws Exception {
        node.change("true");
        Path upper = node.upper("/etc");
        Tool.run("mkfifo", upper.resolve("a.conf").toString()).expectSuccess();
        Tool.run("mkfifo", node.persist().resolve("union/var").toString()).expectSuccess();
        assertThat(ShadowNode.lines(
                        node.find(new ShadowQuery(List.of("/etc"), true, true)).files()))
                .containsExactly("/etc/a.conf REPLACED FIFO instead of file");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> node.find(ShadowQuery.ALL))
                .withMessageContaining("union/var is no directory");
    }

    /** Another mount lies above what the outer path's upper layer has there. */
    @Test
    void whatIsMountedElsewhereIsNotLookedAt() throws Exception {
        ShadowNode.write(node.upper("/var"), "lib/data/z", "other\n");
        assertThat(lines()).isEmpty();
        ShadowNode.write(image, "var/lib/log", "l\n");
        node.fill(Slot.A);
        ShadowNode.write(node.upper("/var"), "lib/log", "other\n");
        assertThat(lines()).containsExactly("/var/lib/log CHANGED 6 bytes instead of 2");
    }

    @Test
    void theOtherVersion() throws Exception {
        Path other = node.tree(Slot.B);
        ShadowNode.write(other, "etc/a.conf", "one\nTWO\n");
        ShadowNode.write(other, "etc/b.conf", "b\n");
        ShadowNode.write(other, "etc/d/x", "mine\n");
        ShadowNode.write(other, "etc/d/y", "Y\n");
        ShadowNode.write(other, "etc/new", "new\n");
        node.hold(Slot.B, "v2");
        node.change("echo three >> a.conf; echo four >> b.conf; echo mine > d/x; touch d/y; echo mine > new; rm link");
        Shadowed.Found found = node.find(ShadowQuery.ALL);
        assertThat(found.otherVersion()).hasValue("v2");
        assertThat(ShadowNode.lines(found.files()))
                .containsExactly(
                        "/etc/a.conf CHANGED 14 bytes instead of 8",
                        "/etc/b.conf CHANGED 7 bytes instead of 2",
                        "/etc/d/x CHANGED 5 bytes instead of 2",
                        "/etc/d/y SAME",
                        "/etc/link DELETED",
                        "/etc/new CHANGED 5 bytes instead of 4");
        assertThat(found.files().stream().filter(ShadowedFile::changedByUpgrade).map(ShadowedFile::path))
                .containsExactly("/etc/a.conf", "/etc/d/x", "/etc/d/y", "/etc/link", "/etc/new");
        // What is as the other version has it, and what that doesn't have, hides nothing of it.
        assertThat(found.conflicts().stream().map(ShadowedFile::path))
                .containsExactly("/etc/a.conf", "/etc/d/y", "/etc/new");
        assertThat(found.hiding()).hasSize(6);
    }

    /** A slot that the agent has no record of may be half written; one that can't be read is left out. */
    @Test
    void anotherSlotThatIsOfNoUse() throws Exception {
        ShadowNode.write(node.tree(Slot.B), "etc/a.conf", "one\nTWO\n");
        node.fill(Slot.B);
        node.change("echo three >> a.conf");
        assertThat(node.find(ShadowQuery.ALL).otherVersion()).isEmpty();
        node.hold(Slot.B, "v2");
        assertThat(node.find(ShadowQuery.ALL).conflicts()).hasSize(1);
        Files.write(node.device(Slot.B), new byte[8 << 20]);
        Shadowed.Found found = node.find(ShadowQuery.ALL);
        assertThat(found.otherVersion()).isEmpty();
        assertThat(found.conflicts()).isEmpty();
        assertThat(found.files()).hasSize(1);
    }

    @Test
    void aRunningSlotThatCannotBeRead() throws Exception {
        node.upper("/etc");
        Files.write(node.device(Slot.A), new byte[8 << 20]);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> node.find(ShadowQuery.ALL))
                .withMessageStartingWith("Can't compare the files on PERSIST with those in slot A: ");
    }

    @Test
    void somePathsOnly() throws Exception {
        node.change("echo c > a.conf; echo c > b.conf; echo c > d/x; echo c > d/y");
        assertThat(paths("/etc/a.conf")).containsExactly("/etc/a.conf");
        assertThat(paths("/etc/d")).containsExactly("/etc/d/x", "/etc/d/y");
        assertThat(paths("/etc/d/x", "/etc/b.conf")).containsExactly("/etc/b.conf", "/etc/d/x");
        assertThat(paths("/etc")).hasSize(4);
        assertThat(paths("/")).hasSize(4);
        assertThat(paths("/etc/a")).isEmpty();
        assertThat(paths("/var")).isEmpty();
    }

    /** What was asked for is hidden by something above it. */
    @Test
    void pathsBelowWhatIsDeleted() throws Exception {
        node.change("rm -r d");
        assertThat(paths("/etc/d/x")).containsExactly("/etc/d");
    }

    private List<String> paths(String... names) {
        return node.find(new ShadowQuery(List.of(names), false, false)).files().stream()
                .map(ShadowedFile::path)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "", "/etc/", "/etc//a", "/etc/../root", "/./etc", "/etc/.."})
    void pathsThatAreRefused(String path) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new ShadowQuery(List.of(path), false, false))
                .withMessageContaining("expected an absolute path");
    }

    @Test
    void pathsThatAreNotKept() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> paths("/usr/bin"))
                .withMessage("Can't look at /usr/bin: it is on no union path, and so nothing local hides it."
                        + " The union paths of this image are: /etc, /var");
    }

    @Test
    void namesThatAreNotAscii() throws Exception {
        ShadowNode.write(image, "etc/Főtanúsítvány.crt", "a\n");
        node.fill(Slot.A);
        node.change("rm F*.crt");
        assertThat(lines()).containsExactly("/etc/Főtanúsítvány.crt DELETED");
    }
}
