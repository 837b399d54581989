package org.kubeos.kbimg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeWarningsTest {

    private static final String HEAD = "version: v1\ndistribution: debian\n";
    private static final String PACKAGES = HEAD + "source: {repository: host}\n";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF66hwso9ORZ4OCHTY/Y/leK6wzcLaCNuE7udIKCk+sM me";

    @TempDir
    private Path directory;

    @Test
    void aHomeOnTheReadOnlyRootIsAWarningWhereItIsWritten() throws IOException {
        assertThat(warnings(PACKAGES + "users:\n- name: ops\n- {name: app, home: /srv/app}\n"))
                .containsExactly(
                        "kbimg.yaml:5:9: users.home: /home/ops is read-only: it lies on the root; add /home to"
                                + " persist.union or persist.writable",
                        "kbimg.yaml:6:21: users.home: /srv/app is read-only: it lies on the root; add /srv/app to"
                                + " persist.union or persist.writable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users: [{name: ops}]\npersist: {union: [/etc, /home]}\n",
                "users: [{name: ops}]\npersist: {writable: [/home/ops]}\n",
                "users: [{name: ops, home: /var/lib/ops}, {name: app, home: /persist/app}]\n",
                "users: [{name: ops}]\ndisk: {partitions: [{label: HOME, size: 64MiB, mount: /home}]}\n",
            })
    void aWritableHomeIsNone(String rest) throws IOException {
        assertThat(warnings(PACKAGES + rest)).isEmpty();
    }

    @Test
    void aPathThatOnlyBeginsLikeAWritableOneIsAWarning() throws IOException {
        assertThat(warnings(PACKAGES + "users: [{name: ops, home: /various/ops}]\n"))
                .hasSize(1);
        assertThat(warnings(PACKAGES + "users: [{name: ops}]\npersist: {writable: [/home/op]}\n"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users: [{name: ops, locked: true}]\n",
                "users: [{name: ops, shell: /usr/sbin/nologin}, {name: app, shell: /bin/false}]\n",
                "users: [{name: app, home: /run/app}]\n",
                "root: {sshKeys: ['" + KEY + "']}\n",
            })
    void whoeverNeedsNoneToWriteToIsNone(String rest) throws IOException {
        assertThat(warnings(PACKAGES + rest)).isEmpty();
    }

    @Test
    void anAccountThatAnImageMayHaveBroughtIsNone() throws IOException {
        String image = HEAD + "source: {image: 'r.example.org/k@sha256:" + "1".repeat(64) + "'}\n";
        assertThat(warnings(image + "users: [{name: ops}]\n")).isEmpty();
        assertThat(warnings(image + "users: [{name: ops, home: /home/ops}]\n")).hasSize(1);
    }

    private List<String> warnings(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), config);
        return new ConfigReader(List.of("debian"))
                .load(file, config, List.of()).warnings().stream()
                        .map(warning -> warning.brief().replace(directory + "/", ""))
                        .filter(warning -> warning.contains("users.home"))
                        .toList();
    }
}
