package org.kubeos.kbimg.product.escape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.kbimg.product.SmallArchive;
import org.kubeos.testkit.Tool;
import org.kubeos.testkit.WebDirectory;
import org.kubeos.testkit.rpm.RpmRepository;

/** Foreign code that tries to leave the sandbox, wherever a build runs some. */
class EscapeIT {

    private static final int MIN_ATTEMPTS = 40;

    @ParameterizedTest
    @EnumSource
    void aScriptStaysInside(Caller.Kind kind) throws IOException {
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller)) {
            Files.writeString(caller.directory().resolve("kit.pl"), traces.kit());
            String config = """
                    version: v1
                    distribution: debian
                    agent: none
                    source: {archive: %s}
                    scripts:
                      - {path: kit.pl, args: [script]}
                      - {path: kit.pl, args: [script-network], network: true}
                    """.formatted(
                            SmallArchive.pack(root(caller), caller.directory().resolve("root.tar")));
            expectHeld(caller, traces, config, "script", "script-network");
        }
    }

    /** The shell is what kbimg cleans up with. The other programs are those that any part of a build might run. */
    @ParameterizedTest
    @EnumSource
    void replacedProgramsOfAnImageStayInside(Caller.Kind kind) throws IOException {
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller)) {
            Path root = root(caller);
            MiniRoot.write(root, AttackKit.DIRECTORY + "/kit.pl", traces.kit());
            String shell = """
                    #!/usr/bin/perl
                    exec '/usr/bin/perl', '/%s/kit.pl', "image-sh";
                    """.formatted(AttackKit.DIRECTORY);
            Files.delete(root.resolve("usr/bin/sh"));
            MiniRoot.write(root, "usr/bin/sh", shell);
            // An answer that leads out: to a directory of the caller's, seen from the image's root.
            String liar = """
                    #!/usr/bin/perl
                    system '/usr/bin/perl', '/%s/kit.pl', 'image-program';
                    print "/run%s%s/left-by-readlink\\n";
                    """.formatted(AttackKit.DIRECTORY, "/..".repeat(32), traces.victim());
            for (String program : List.of("readlink", "tar", "rm", "ls", "find", "realpath", "mount", "cp", "mkdir")) {
                Files.deleteIfExists(root.resolve("usr/bin").resolve(program));
                MiniRoot.write(root, "usr/bin/" + program, liar);
            }
            Files.writeString(caller.directory().resolve("harmless.pl"), "#!/usr/bin/perl\n");
            String config =
                    """
                    version: v1
                    distribution: debian
                    agent: none
                    source: {archive: %s}
                    scripts:
                      - {path: harmless.pl, network: true}
                    """.formatted(SmallArchive.pack(root, caller.directory().resolve("root.tar")));
            expectHeld(caller, traces, config, "image-sh");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDebianPackageAndItsDracutModuleStayInside(Caller.Kind kind) throws IOException {
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller)) {
            caller.shareDownloads(traces.cache());
            String config = """
                    version: v1
                    distribution: debian
                    source: {repository: %s}
                    packages: [escape]
                    """.formatted(HostilePackages.debian(traces, caller.directory()));
            expectHeld(caller, traces, config, "deb", "dracut");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anRpmPackageStaysInside(Caller.Kind kind) throws IOException {
        var fixture = RpmRepository.fixture(Path.of("target/it/rpm-fixture").toAbsolutePath());
        try (var caller = Caller.of(kind);
                var traces = new HostTraces(caller);
                var web = WebDirectory.serve(fixture.directory());
                var hostile = WebDirectory.serve(HostilePackages.rpm(traces, caller.directory()))) {
            caller.shareDownloads(traces.cache());
            Path key = Files.copy(fixture.key(), caller.directory().resolve("key.asc"));
            String config = """
                    version: v1
                    distribution: openeuler
                    source:
                      repository:
                        - {name: fixture, url: "%s", key: %s}
                        - {name: hostile, url: "%s", insecure: true}
                    packages: [escape]
                    """.formatted(web.url(), key, hostile.url());
            expectHeld(caller, traces, config, "rpm", "rpm-lua");
        }
    }

    private static Path root(Caller caller) throws IOException {
        Path root = Files.createDirectory(caller.directory().resolve("root"));
        return MiniRoot.withBootAssets(MiniRoot.programsIn(root));
    }

    /** Progress on a terminal is long. */
    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 4000));
    }

    private static void expectHeld(Caller caller, HostTraces traces, String config, String... vehicles)
            throws IOException {
        Path file = Files.writeString(caller.directory().resolve("escape.yaml"), config);
        caller.own(caller.directory());
        Path out = caller.directory().resolve("out");
        Tool.Result build = traces.build("create", "vm-image", "-f", file.toString(), "-o", out.toString());
        var open = new ArrayList<String>();
        for (String vehicle : vehicles) {
            Map<String, String> report = AttackKit.report(out.resolve("kubeos.tar"), vehicle, caller.directory());
            assertThat(report)
                    .as("attempts of %s, whose build printed last: %s", vehicle, end(build.text()))
                    .hasSizeGreaterThanOrEqualTo(MIN_ATTEMPTS);
            List<String> opened = report.entrySet().stream()
                    .filter(attempt -> !attempt.getValue().startsWith("held"))
                    .map(attempt -> vehicle + ": " + attempt.getKey() + ": " + attempt.getValue())
                    .toList();
            System.out.printf(
                    "EscapeIT: %s of %s: %d attempts, %d open%n", vehicle, caller, report.size(), opened.size());
            open.addAll(opened);
        }
        traces.find().forEach(trace -> open.add("trace: " + trace));
        assertThat(open).as("what got out of a build of %s", caller).isEmpty();
    }
}
