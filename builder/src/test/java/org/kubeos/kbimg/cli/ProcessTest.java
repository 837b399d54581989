package org.kubeos.kbimg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.testkit.Tool;

/** kbimg as a process of its own: what it loads, and how a signal ends it. */
class ProcessTest {

    private static List<String> java(String... more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void helpLoadsNeitherYamlNorJson() {
        var result = Tool.run(java("-Xlog:class+load", Kbimg.class.getName(), "--help"), new byte[0])
                .expectSuccess();
        assertThat(result.lines())
                .anyMatch(line -> line.contains("org.kubeos.kbimg.cli.CreateNodeCommand$VmImage"))
                .noneMatch(line -> line.contains("com.fasterxml") || line.contains("snakeyaml"))
                .noneMatch(line -> line.contains("org.kubeos.kbimg.config.ConfigReader"));
    }

    /** Containers and services often have no locale, and then Java's streams are ASCII. GB18030 is an encoding of Chinese. */
    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "GB18030", "UTF-8"})
    void documentsAreUtf8WhateverTheLocale(String encoding) throws IOException {
        var command = new ArrayList<>(List.of("env", "-i"));
        command.addAll(java("-Dstdout.encoding=" + encoding, Kbimg.class.getName(), "schema"));

        String printed = Tool.run(command, new byte[0]).expectSuccess().text();

        assertThat(printed).contains("…").isEqualTo(Files.readString(Path.of("../docs/kbimg.schema.json")));
    }

    @Test
    void aSignalLetsTheCommandCleanUp() {
        // A shell that runs the build in the background has its children ignore SIGINT, and a JVM would keep to that.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(java(InterruptedKbimg.class.getName()));
        var result = Tool.run(command, new byte[0]);
        assertThat(result.text()).contains("cleaned up", "kbimg: Interrupted");
        assertThat(result.exitCode()).isEqualTo(130);
    }
}
