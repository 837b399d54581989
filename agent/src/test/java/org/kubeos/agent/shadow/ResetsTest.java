package org.kubeos.agent.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.ResetList;
import org.kubeos.nodelayout.Slot;

/** What is asked for comes into the list for the initramfs, and nothing else does. */
class ResetsTest {

    private static final String TIME = "2026-11-28T09-12-40Z";

    @TempDir
    private Path directory;

    private ShadowNode node;
    private Path list;
    private Resets resets;
    private final List<Event> events = new ArrayList<>();

    @BeforeEach
    void makeNode() throws IOException {
        node = new ShadowNode(directory);
        Path image = node.tree(Slot.A);
        ShadowNode.write(image, "etc/a.conf", "a\n");
        ShadowNode.write(image, "etc/b.conf", "b\n");
        ShadowNode.write(image, "etc/d/x", "x\n");
        ShadowNode.write(image, "etc/d/y", "y\n");
        ShadowNode.write(image, "etc/e/z", "z\n");
        ShadowNode.write(image, "etc/two\nlines ő", "lines\n");
        ShadowNode.write(image, "var/lib/data/z", "z\n");
        node.fill(Slot.A);
        list = node.persist().resolve(PersistLayout.RESET_LIST);
        resets = resets("2026-11-28T09:12:40Z");
    }

    private Resets resets(String time) {
        return Resets.of(node.root(), Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private String add(String... paths) throws IOException {
        resets.add(List.of(paths), false, events::add);
        return listed();
    }

    private String addWhole(String... paths) throws IOException {
        resets.add(List.of(paths), true, events::add);
        return listed();
    }

    private String listed() throws IOException {
        return Files.readString(list).replace(TIME + "\n", "").stripTrailing().replace('\n', ' ');
    }

    @Test
    void aFile() throws Exception {
        node.change("echo mine >a.conf; echo mine >b.conf");
        assertThat(resets.pending()).isEmpty();
        ResetList pending = resets.add(List.of("/etc/a.conf"), false, Events.NONE);
        assertThat(list).hasContent(TIME + "\n/etc/a.conf\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(list)))
                .isEqualTo("rw-------");
        assertThat(resets.pending()).hasValue(pending);
        assertThat(pending.entries()).containsExactly(new ResetList.Entry("/etc/a.conf", false));
    }

    /** What only this node has stays where it is. */
    @Test
    void whatHidesFilesInADirectory() throws Exception {
        node.change("touch a.conf; rm b.conf; echo mine >d/x; echo mine >d/own; echo mine >own; chmod 700 e;"
                + "for file in two*; do echo mine >\"$file\"; done");
        assertThat(add("/etc/d")).isEqualTo("/etc/d/x");
        assertThat(add("/")).isEqualTo("/etc/a.conf /etc/b.conf /etc/d/x /etc/e /etc/two\\0012lines\\0040\\0305\\0221");
        assertThat(events).isEmpty();
    }

    @Test
    void theNodeStaysTheSame() throws Exception {
        ShadowNode.write(node.tree(Slot.A), "etc/machine-id", "");
        node.fill(Slot.A);
        node.change("echo 0123456789abcdef0123456789abcdef >machine-id; echo mine >a.conf");
        assertThat(add("/etc")).isEqualTo("/etc/a.conf");
        assertThat(add("/etc/machine-id")).isEqualTo("/etc/a.conf /etc/machine-id");
    }

    @Test
    void laterOnesJoinTheFirst() throws Exception {
        node.change("echo mine >a.conf; echo mine >b.conf; echo mine >d/x");
        add("/etc/d/x", "/etc/b.conf");
        resets = resets("2027-01-01T00:00:00Z");
        assertThat(add("/etc/a.conf", "/etc/b.conf")).isEqualTo("/etc/a.conf /etc/b.conf /etc/d/x");
        assertThat(Files.readString(list)).startsWith(TIME + "\n");
    }

    @Test
    void wholeDirectories() throws Exception {
        node.change("echo mine >a.conf; echo mine >d/x; rm -r e; ln -s d e");
        add("/etc/d/x", "/etc/a.conf");
        assertThat(addWhole("/etc/d", "/etc/e")).isEqualTo("/etc/a.conf /etc/d/ /etc/e/");
        assertThat(add("/etc/d")).isEqualTo("/etc/a.conf /etc/d/ /etc/e/");
    }

    /** Its files can't come back one by one: overlayfs shows none of the image's in it. */
    @Test
    void aDirectoryThatWasMadeAgain() throws Exception {
        node.change("rm -r d; mkdir -m 700 d; echo mine >d/y; echo mine >a.conf");
        String why = "/etc/d was removed and made again here, which hides all that the image has in it."
                + " To reset it with everything in it, also what only this node has: kubeos reset --whole /etc/d";
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add("/etc/d/x"))
                .withMessage("Can't reset /etc/d/x alone: " + why);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add("/etc/d/y"))
                .withMessage("Can't reset /etc/d/y alone: " + why);
        assertThat(list).doesNotExist();
        assertThat(add("/etc")).isEqualTo("/etc/a.conf /etc/d");
        assertThat(events).containsExactly(new Event.Warning("Not all of /etc is reset: " + why));
        assertThat(addWhole("/etc/d")).isEqualTo("/etc/a.conf /etc/d/");
    }

    @Test
    void aFileThatOnlyTheOtherVersionHas() throws Exception {
        ShadowNode.write(node.tree(Slot.B), "etc/new", "new\n");
        node.hold(Slot.B, "v2");
        node.change("echo mine >new");
        assertThat(add("/etc/new")).isEqualTo("/etc/new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/own|it is no file of the image. To have it no more, remove it with rm.",
                "/etc/none|there is no such file, neither here nor in the image.",
                "/etc/a.conf|no local file hides the image's.",
                "/etc/d|no local file hides the image's.",
                "/var|no local file hides the image's.",
                "/usr/bin/x|it is on no union path, and so nothing local hides it. The union paths of this image are: /etc, /var",
                "/var/lib/data/z|it is on the writable path /var/lib/data, which shows no files of the image.",
            })
    void nothingToReset(String path, String why) throws Exception {
        Files.createDirectories(node.tree(Slot.A).resolve("var"));
        node.change("echo mine >own; echo mine >d/own; echo mine >b.conf");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add("/etc/b.conf", path))
                .withMessage("Can't reset " + path + ": " + why);
        assertThat(list).doesNotExist();
    }

    @Test
    void whatIsBelowSomethingElse() throws Exception {
        node.change("rm -r d e; echo mine >e");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add("/etc/d/x"))
                .withMessage("Can't reset /etc/d/x alone: /etc/d is deleted here. Try: kubeos reset /etc/d");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> addWhole("/etc/e/z"))
                .withMessage("Can't reset /etc/e/z alone: /etc/e is replaced here. Try: kubeos reset /etc/e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/etc", "/var", "/usr"})
    void whatIsNoDirectoryInAUnionPath(String path) throws Exception {
        node.change("echo mine >a.conf");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> addWhole(path))
                .withMessage("Can't reset all of " + path
                        + ": it isn't in a union path. Expected a directory in one of: /etc, /var");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc", "", "/etc/", "/etc//a", "/etc/../root", "/etc/\n/../a"})
    void pathsThatAreRefused(String path) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add(path))
                .withMessageStartingWith("Can't reset '" + path + "': expected an absolute path");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> resets.cancel(List.of(path)))
                .withMessageContaining("expected an absolute path");
    }

    @Test
    void cancels() throws Exception {
        node.change("echo mine >a.conf; echo mine >b.conf; echo mine >d/x; echo mine >d/y");
        add("/etc");
        assertThat(resets.cancel(List.of("/etc/d", "/etc/a.conf")).orElseThrow().entries())
                .containsExactly(new ResetList.Entry("/etc/b.conf", false));
        assertThat(listed()).isEqualTo("/etc/b.conf");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> resets.cancel(List.of("/etc/b.conf", "/etc/a.conf")))
                .withMessage("Can't cancel the reset of /etc/a.conf: there is none. See: kubeos status");
        assertThat(resets.cancel(List.of("/"))).isEmpty();
        assertThat(list).doesNotExist();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> resets.cancel(List.of("/")))
                .withMessage("Can't cancel the reset of /: there is none. Nothing is to be reset.");
    }

    /** Nothing is added to what the agent can't read, and nothing of it is shown. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/a.conf\n", TIME + "\n/etc/../a\n", TIME + "\n/etc/a b\n", TIME + "\n/etc/ő\n"})
    void listsOfOthers(String text) throws Exception {
        node.change("echo mine >a.conf");
        Files.writeString(list, text);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> add("/etc/a.conf"))
                .withMessageStartingWith("Can't read " + list + ", which says what the next boot resets: ")
                .withMessageEndingWith(". Remove it; then nothing is reset.");
        assertThat(resets.pendingOrNone()).isEmpty();
        assertThat(list).hasContent(text);
    }

    @Test
    void whatIsNoList() throws Exception {
        String reason = "it is no file, or larger than 4 MiB";
        Files.write(list, new byte[(4 << 20) + 1]);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(resets::pending)
                .withMessageContaining(reason);
        Files.delete(list);
        Files.createSymbolicLink(list, Path.of("/etc/passwd"));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(resets::pending)
                .withMessageContaining(reason);
        assertThat(resets.pendingOrNone()).isEmpty();
    }
}
