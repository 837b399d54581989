package org.kubeos.kbimg.product.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.AptRepository;
import org.kubeos.testkit.OrdinaryUser;
import org.kubeos.testkit.SigningKey;
import org.kubeos.testkit.Tool;

/**
 * Trees in which a link that leads out is where kbimg, or a program of the host that it runs, reads, writes or deletes. The
 * directory that the link leads to is in the tree as well, so that programs in the chroot notice nothing.
 */
class HostileTreeIT {

    private static final String CANARY = "canary";
    private static final String PLANTED = "the link is planted";

    /** Stand-ins for what a build runs in the chroot. */
    private static final String DRACUT = """
            #!/bin/sh
            for last; do :; done
            echo initramfs >"$last"
            """;

    private static final String MKIMAGE = """
            #!/bin/sh
            for argument; do case $argument in --output=*) echo image >"${argument#--output=}" ;; esac; done
            """;

    /** Of a directory, and the place that it becomes a link to. */
    private static final String DIVERT = """
            mkdir -p '%2$s' "$(dirname '/%1$s')"
            if [ -e '/%1$s' ]; then cp -a '/%1$s/.' '%2$s/'; rm -rf '/%1$s'; fi
            ln -s '%2$s' '/%1$s'
            """;

    /**
     * What a package has or puts in place of directories, and when: with its own files, before apt installs the rest, or as
     * the last one. What is mounted while packages are installed can only be among a package's files.
     */
    @ParameterizedTest
    @CsvSource({
        "boot,late",
        "boot/efi,late",
        "etc,late",
        "etc/apt,early",
        "proc,shipped",
        "dev,shipped",
        "sys,shipped",
        "run,shipped",
        "tmp,shipped",
        "usr/lib/dracut/modules.d,late",
        "usr/lib/kubeos,late",
        "var/cache/apt/archives,early",
        "var/cache/apt/archives,late",
        "var/lib/apt,early",
        "var/lib/apt/lists,late",
        "var/lib/dpkg,late",
        "var/log/apt,early",
        "var/tmp,late"
    })
    void aPackageThatReplacesADirectoryLeadsNowhere(String directory, String when) throws IOException {
        try (var caller = Caller.of(ofThisProcess());
                var traces = new HostTraces(caller)) {
            expectUntouched(caller, traces, when, directory);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot", "var/lib/dpkg", "usr/lib/dracut/modules.d", "var/cache/apt/archives"})
    void thatOfAnOrdinaryUserLeadsNowhere(String directory) throws IOException {
        try (var caller = Caller.of(Caller.Kind.ORDINARY_USER);
                var traces = new HostTraces(caller)) {
            expectUntouched(caller, traces, "late", directory);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys", "dev", "run", "tmp", "etc", "usr/lib/kubeos", "var/log", "var/tmp", "root"})
    void anArchiveWithALinkForADirectoryLeadsNowhere(String directory) throws IOException {
        try (var caller = Caller.of(ofThisProcess());
                var traces = new HostTraces(caller)) {
            Path root = MiniRoot.withBootAssets(
                    MiniRoot.programsIn(Files.createDirectory(caller.directory().resolve("root"))));
            Path outside = traces.plant("outside", CANARY);
            Tool.run("rm", "-rf", root.resolve(directory).toString()).expectSuccess();
            Files.createDirectories(root.resolve(directory).getParent());
            Files.createSymbolicLink(root.resolve(directory), outside);
            Files.writeString(caller.directory().resolve("write.pl"), """
                    #!/usr/bin/perl
                    exit !open my $out, '>', '/%s/written';
                    """.formatted(directory));
            String config =
                    """
                    version: v1
                    distribution: debian
                    agent: none
                    source: {archive: %s}
                    scripts: [{path: write.pl, network: true}]
                    """.formatted(SmallArchive.pack(root, caller.directory().resolve("root.tar")));
            caller.own(caller.directory());
            List<String> before = listing(traces.victim());
            build(caller, traces, config);
            assertThat(changes(before, listing(traces.victim()))).isEmpty();
            assertThat(traces.find()).isEmpty();
        }
    }

    private static Caller.Kind ofThisProcess() {
        return OrdinaryUser.isRoot() ? Caller.Kind.ROOT : Caller.Kind.ORDINARY_USER;
    }

    private static void expectUntouched(Caller caller, HostTraces traces, String when, String directory)
            throws IOException {
        Path outside = traces.plant("outside", canary(directory));
        // Either way of writing it: a chain of dots for those that a package ships.
        Path tree = Files.createDirectories(caller.directory().resolve("tree"));
        var script = new StringBuilder("#!/bin/sh\nset -e\n");
        if (when.equals("shipped")) {
            Files.createSymbolicLink(tree.resolve(directory), Path.of("..".concat("/..".repeat(40)) + outside));
        } else {
            script.append(DIVERT.formatted(directory, outside));
        }
        script.append("echo ").append(PLANTED).append('\n');
        String config = packages(caller, tree, script.toString(), when);
        caller.own(caller.directory());
        List<String> before = listing(traces.victim());

        Tool.Result build = build(caller, traces, config);

        // A build may refuse such a tree, but not before it is there.
        String there = when.equals("shipped") ? "+ dpkg --install" : "| " + PLANTED;
        assertThat(build.text().contains(there)).as(end(build.text())).isTrue();
        assertThat(changes(before, listing(traces.victim())))
                .as("what changed where the links lead, in a build that printed last: %s", end(build.text()))
                .isEmpty();
        assertThat(traces.find()).isEmpty();
    }

    /** A file of the name that a build looks for where the link leads. */
    private static String canary(String directory) {
        return switch (directory) {
            case "boot" -> "vmlinuz-1";
            case "var/cache/apt/archives" -> "base_1_all.deb";
            default -> CANARY;
        };
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 2000));
    }

    private static Tool.Result build(Caller caller, HostTraces traces, String config) throws IOException {
        Path file = Files.writeString(caller.directory().resolve("tree.yaml"), config);
        caller.own(file);
        return traces.build(
                "--debug",
                "create",
                "vm-image",
                "-f",
                file.toString(),
                "-o",
                caller.directory().resolve("out").toString());
    }

    /** A config for a repository of two packages, which stand for all that kbimg asks for; one of them has the script. */
    private static String packages(Caller caller, Path tree, String script, String when) throws IOException {
        MiniRoot.withBootAssets(MiniRoot.programsIn(tree));
        // kbimg makes them itself.
        for (String made : List.of("bin", "lib", "lib64", "sbin", "boot/vmlinuz", "boot/initramfs.img")) {
            Files.delete(tree.resolve(made));
        }
        MiniRoot.write(tree, "boot/vmlinuz-1", "no kernel");
        MiniRoot.write(tree, "usr/bin/dracut", DRACUT);
        MiniRoot.write(tree, "usr/bin/grub-mkimage", MKIMAGE);
        String standsFor =
                Stream.concat(profilePackages(), Stream.of("grub-common")).collect(Collectors.joining(", "));
        var repository = new AptRepository(caller.directory().resolve("repository"))
                .add(
                        "base",
                        "1",
                        List.of("Essential: yes", "Provides: " + standsFor),
                        when.equals("early") ? script : "",
                        tree)
                .add("last", "1", List.of("Depends: base"), when.equals("late") ? script : "");
        Path publicKey = caller.directory().resolve("public.gpg");
        try (var key = SigningKey.make()) {
            repository.publish(key);
            key.exportBinaryTo(publicKey);
        }
        return """
                version: v1
                distribution: debian
                source:
                  repository:
                    - {name: hostile, url: "%s", suite: %s, key: %s}
                packages: [last]
                """.formatted(repository.root().toUri(), AptRepository.SUITE, publicKey);
    }

    private static Stream<String> profilePackages() {
        String machine = Tool.run("dpkg", "--print-architecture").text().strip();
        return Stream.of(
                "dbus",
                "dosfstools",
                "dracut",
                "e2fsprogs",
                "fdisk",
                "iproute2",
                "kmod",
                "libpam-systemd",
                "login",
                "passwd",
                "systemd-resolved",
                "systemd-sysv",
                "systemd-timesyncd",
                "tzdata",
                "udev",
                "util-linux",
                "zstd",
                "linux-image-cloud-" + machine,
                "grub-efi-" + machine + "-bin");
    }

    /** Every file with all that a build could have changed of it: ctime comes after each of them. */
    private static List<String> listing(Path directory) {
        return Tool.run("find", directory.toString(), "-printf", "%P %y %m %U:%G %s %C@ %l\n")
                .lines();
    }

    private static List<String> changes(List<String> before, List<String> after) {
        return Stream.concat(
                        before.stream().filter(line -> !after.contains(line)).map(line -> "was: " + line),
                        after.stream().filter(line -> !before.contains(line)).map(line -> "is: " + line))
                .toList();
    }
}
