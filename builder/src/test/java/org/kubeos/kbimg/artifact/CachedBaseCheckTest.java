package org.kubeos.kbimg.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.LoadedConfig;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.customize.CustomizedRoot;
import org.kubeos.kbimg.rootfs.CachedBases;

/** What is told of a config by the base that an earlier build of it has left in the cache. */
class CachedBaseCheckTest {

    private static final String HEAD = "version: v1\ndistribution: debian\nsource: {repository: host}\n";

    @TempDir
    private Path directory;

    private Path cache;
    private Path archive;

    @BeforeEach
    void makeBase() throws IOException {
        cache = Files.createDirectory(directory.resolve("cache"));
        var root = new CustomizedRoot(directory);
        root.file("usr/lib/systemd/system/sshd.service", 0644, "[Install]\nWantedBy=multi-user.target\n");
        root.file("usr/lib/systemd/system/static.service", 0644, "[Service]\n");
        archive = root.archive(root.original(), "base");
    }

    @Test
    void unitsThatTheBaseLacksAreToldAllAtOnceWhereTheyStand() throws IOException {
        LoadedConfig config = config("services:\n  enable:\n  - sshd\n  - ssh\n  - static\n");
        CachedBases.add(archive, config.config(), cache, CustomizedRoot.TIME);
        assertThat(config.refused(refusals(config)).problems())
                .extracting(problem -> problem.brief().replace(directory + "/", ""))
                .containsExactly(
                        "kbimg.yaml:7:5: services.enable: the root file system has no unit ssh.service (did you mean"
                                + " sshd.service?). Check the spelling, or add the package or the file that provides it",
                        "kbimg.yaml:8:5: services.enable: the unit static.service has no [Install] section that says"
                                + " what starts it; other units start it when they need it, so remove it here");
    }

    @Test
    void aUnitOfTheConfigsFilesIsThere() throws IOException {
        LoadedConfig config = config("""
                services: {enable: [app, sshd]}
                files: [{content: "[Install]\\nWantedBy=multi-user.target\\n", target: /etc/systemd/system/app.service}]
                """);
        CachedBases.add(archive, config.config(), cache, CustomizedRoot.TIME);
        assertThat(refusals(config)).isEmpty();
    }

    @Test
    void anythingElseThatTheBaseLacksIsToldAtItsKey() throws IOException {
        LoadedConfig config = config("services: {enable: [nothing]}\nkernelModules: [nope]\n");
        CachedBases.add(archive, config.config(), cache, CustomizedRoot.TIME);
        assertThat(config.refused(refusals(config)).problems())
                .singleElement()
                .extracting(problem -> problem.brief().replace(directory + "/", ""))
                .asString()
                .startsWith("kbimg.yaml:5:16: kernelModules: the root file system has no kernel module nope");
    }

    @Test
    void withoutTheBaseOfThisVeryConfigNothingIsSaid() throws IOException {
        LoadedConfig config = config("services: {enable: [nothing]}\n");
        assertThat(refusals(config)).isEmpty();
        CachedBases.add(archive, config("packages: [vim]\n").config(), cache, CustomizedRoot.TIME);
        assertThat(refusals(config)).isEmpty();
        CachedBases.add(archive, config.config(), cache, CustomizedRoot.TIME);
        assertThat(refusals(config)).hasSize(1);
    }

    @Test
    void aDamagedBaseSaysNothing() throws IOException {
        LoadedConfig config = config("services: {enable: [nothing]}\n");
        Path base = CachedBases.add(archive, config.config(), cache, CustomizedRoot.TIME);
        Files.writeString(base, "x".repeat(2000));
        assertThat(refusals(config)).isEmpty();
    }

    private List<Refusal> refusals(LoadedConfig config) throws IOException {
        return CachedBaseCheck.refusals(config.config(), cache, CustomizedRoot.TIME);
    }

    private LoadedConfig config(String rest) throws IOException {
        Path file = Files.writeString(directory.resolve("kbimg.yaml"), HEAD + rest);
        return new ConfigReader(List.of("debian")).load(file, HEAD + rest, List.of());
    }
}
