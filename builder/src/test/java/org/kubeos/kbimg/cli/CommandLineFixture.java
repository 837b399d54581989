package org.kubeos.kbimg.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A config, and command lines that are given to kbimg and a build service that only records. */
abstract class CommandLineFixture {

    static final String PLAIN = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    @TempDir
    Path directory;

    final FakeBuildService work = new FakeBuildService();

    /** Without anything to warn of. */
    String config;

    String output;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(
                        directory.resolve("kbimg.yaml"),
                        PLAIN + "root: {password: $6$salt$" + "a".repeat(86)
                                + "}\ngrub: {password: grub.pbkdf2.sha512.10000." + "AB".repeat(64) + "."
                                + "CD".repeat(64) + "}\n")
                .toString();
        output = directory.resolve("out").toString();
    }

    CommandLineRun run(String... args) {
        return CommandLineRun.of(work, args);
    }

    CommandLineRun create(String... more) {
        String[] args = new String[6 + more.length];
        System.arraycopy(new String[] {"create", "vm-image", "-f", config, "-o", output}, 0, args, 0, 6);
        System.arraycopy(more, 0, args, 6, more.length);
        return run(args);
    }

    static JsonNode json(CommandLineRun run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }
}
