package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;

class DracutModuleTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("files")
    void noPlaceholderIsLeft(String module, String file) throws IOException {
        assertThat(Files.readString(written(module, file))).doesNotContainPattern("@[A-Z0-9_]+@");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void shellcheckFindsNothing(String module, String script) throws IOException {
        Tool.run("shellcheck", written(module, script).toString()).expectSuccess();
    }

    /** Editors and reviewers see the templates, so these are scripts, too. */
    @ParameterizedTest
    @MethodSource("scripts")
    void shellcheckFindsNothingInTheTemplates(String module, String script) throws URISyntaxException {
        Path template = resources().resolve("90" + module).resolve(script);
        Tool.run("shellcheck", template.toString()).expectSuccess();
    }

    @Test
    void scriptsHaveTheNamesOfTheNodesLayout() throws IOException {
        assertThat(Files.readString(written("kubeos-persist", "kubeos-persist.sh")))
                .contains("list=$sysroot/usr/lib/kubeos/persist.conf\n", "\" = PERSIST ]", "upperdir=$layers/upper,");
        assertThat(Files.readString(written("kubeos-install", "disk.sh"))).contains("        BOOT | GRUB2) ;;\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubeos-persist", "kubeos-install"})
    void theRecipeHasTheScriptsAsTheyAreWritten(String module) {
        assertThat(new DracutModule(module).recipe())
                .contains("module-setup.sh=#!/bin/bash\n")
                .doesNotContainPattern("@[A-Z0-9_]+@");
    }

    private Path written(String module, String file) throws IOException {
        return new DracutModule(module).writeInto(directory).resolve(file);
    }

    static List<String[]> scripts() throws IOException, URISyntaxException {
        return files().stream().filter(file -> file[1].endsWith(".sh")).toList();
    }

    static List<String[]> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.walk(resources())) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> new String[] {
                        file.getParent().getFileName().toString().substring("90".length()),
                        file.getFileName().toString()
                    })
                    .toList();
        }
    }

    private static Path resources() throws URISyntaxException {
        return Path.of(DracutModuleTest.class.getResource("dracut").toURI());
    }
}
