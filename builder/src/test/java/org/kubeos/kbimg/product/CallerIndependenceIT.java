package org.kubeos.kbimg.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.testkit.Tool;

/** What a process hands down to those that it starts does not get into images: the same bytes whoever calls. */
@ExtendWith(SharedOutputs.class)
class CallerIndependenceIT {

    /** Variables that change what shells, tar, dpkg, apt, rpm, dracut, compressors, and languages do. */
    private static final List<String> VARIABLES = List.of(
            "LANGUAGE=de",
            "TZ=Asia/Shanghai",
            "TMPDIR=/nowhere",
            "TAR_OPTIONS=--mtime=@0 --exclude=usr/share",
            "DPKG_ROOT=/nowhere",
            "DPKG_FORCE=all",
            "DPKG_ADMINDIR=/nowhere",
            "APT_CONFIG=/nowhere",
            "DEBIAN_FRONTEND=dialog",
            "RPM_CONFIGDIR=/nowhere",
            "GREP_OPTIONS=-v",
            "POSIXLY_CORRECT=1",
            "BASH_ENV=/nowhere",
            "ENV=/nowhere",
            "CDPATH=/",
            "BLOCK_SIZE=1",
            "QUOTING_STYLE=c",
            "XZ_DEFAULTS=-9",
            "GZIP=-1",
            "ZSTD_CLEVEL=19",
            "ZSTD_NBTHREADS=7",
            "PERL5OPT=-w",
            "PYTHONPATH=/nowhere",
            "GLIBC_TUNABLES=glibc.malloc.perturb=7",
            "LD_LIBRARY_PATH=/nowhere",
            "SYSTEMD_OFFLINE=0",
            "dracutbasedir=/nowhere",
            "initdir=/nowhere",
            "USER=mallory",
            "JAVA_TOOL_OPTIONS=-Dfrom=caller");

    /** What a program can find out about its caller; but for priority and processors, which don't change with a build. */
    private static final String PROBE = """
            #!/bin/sh
            exec >/seen 2>&1
            umask
            ulimit -a
            id
            env | sort
            cat /proc/self/oom_score_adj /proc/self/coredump_filter
            grep -E '^(Umask|Groups|SigBlk|SigIgn|CapEff|NoNewPrivs|Seccomp):' /proc/self/status
            """;

    private final BuiltImage image = BuiltImage.example();

    @TempDir
    private Path temp;

    private Path probe;

    @BeforeEach
    void writeConfig() throws IOException {
        Files.writeString(temp.resolve("probe.sh"), PROBE);
        probe = Files.writeString(temp.resolve("probe.yaml"), """
                version: v1
                distribution: debian
                agent: none
                source: {archive: %s}
                scripts: [{path: probe.sh}]
                """.formatted(image.file("kubeos.tar")));
    }

    @Test
    void aBaseIsTheSame() throws IOException {
        Path cache = Product.cacheOfBases(temp.resolve("cache"));
        buildAsHostileCaller(cache, "vm-image", Product.EXAMPLE, temp.resolve("out"));
        for (String name : List.of("kubeos.tar", "system.qcow2", "sbom.cdx.json", "provenance.json", "manifest.json")) {
            Tool.run(
                            "cmp",
                            image.file(name).toString(),
                            temp.resolve("out").resolve(name).toString())
                    .expectSuccess();
        }
    }

    @Test
    void scriptsSeeTheSame() {
        Product.run(
                        "create",
                        "upgrade-image",
                        "-f",
                        probe.toString(),
                        "-o",
                        temp.resolve("plain").toString())
                .expectSuccess();
        buildAsHostileCaller(Product.CACHE, "upgrade-image", probe, temp.resolve("hostile"));
        assertThat(seen("hostile")).isEqualTo(seen("plain")).contains("SigIgn", "LC_ALL=C.UTF-8");
        Tool.run(
                        "cmp",
                        temp.resolve("plain/kubeos.tar").toString(),
                        temp.resolve("hostile/kubeos.tar").toString())
                .expectSuccess();
    }

    private String seen(String output) {
        return Tool.run(
                        "tar",
                        "-xOf",
                        temp.resolve(output).resolve("kubeos.tar").toString(),
                        "seen")
                .expectSuccess()
                .text();
    }

    /** A caller with another umask, priority, limits, ignored signals, settings for the memory killer and core dumps, and variables. */
    private static void buildAsHostileCaller(Path cache, String artifact, Path config, Path output) {
        var command = new ArrayList<>(List.of("nice", "-n", "7", "choom", "-n", "100", "--"));
        command.addAll(
                List.of("prlimit", "--nofile=2000:8192", "--stack=16777216:", "--memlock=32768:", "--core=0:", "--"));
        command.addAll(List.of("env", "--ignore-signal=HUP,PIPE,USR1,TSTP", "KBIMG_CACHE=" + cache));
        command.addAll(VARIABLES);
        command.addAll(List.of("sh", "-c"));
        command.addAll(List.of("umask 077; echo 0x7f >/proc/self/coredump_filter; exec \"$@\"", "hostile-caller"));
        command.addAll(Product.command("create", artifact, "-f", config.toString(), "-o", output.toString()));
        Tool.run(command, new byte[0]).expectSuccess();
    }
}
